"""Slash commands and shortcuts."""

from typing import Any

from playground.slack.delivery import Envelope
from playground.slack.errors import NotDelivered, Refused, SlackError
from playground.slack.person.call import PersonCall
from playground.slack.responses import Origin
from playground.slack.writing import as_command

Json = dict[str, Any]

NO_COMMAND = (
    "{} is not a valid command. In Slack, all messages that start with the “/” character "
    "are interpreted as commands."
)


async def run(call: PersonCall) -> Json:
    channel, command = call.open_channel(), call.text("command")
    if call.args.get("thread_ts"):
        return _no("not_in_thread", f"{command} is not supported in threads. Sorry!")
    known = call.world.workspace.manifest.command(command)
    if known is None:
        return _no("unknown_command", NO_COMMAND.format(command))
    escape = known.get("should_escape", False)
    text = as_command(call.world.workspace, str(call.args.get("text") or ""), escape=escape)
    origin = Origin(call.id, channel["id"])
    payload = call.world.interactions.command(call.me, channel, command, text.strip()) | {
        "response_url": call.world.responses.new(origin),
        "trigger_id": call.world.triggers.new(call.id, channel["id"]),
    }
    try:
        said = await call.world.sender.send(Envelope(type="slash_commands", payload=payload))
        if said:
            call.world.responses.say(origin, said)
    except NotDelivered as trouble:
        return _failed(command, trouble.code)
    except SlackError as error:
        return _failed(command, error.name)
    return {"ok": True}


async def shortcut(call: PersonCall) -> Json:
    """Use a global shortcut, or one on a message (`channel` and `ts`)."""
    name = call.text("callback_id")
    known = next(
        (it for it in call.world.workspace.manifest.shortcuts if it["callback_id"] == name), None
    )
    if known is None:
        raise Refused("unknown_shortcut", f"The app has no shortcut {name}.", 404)
    on_message = known["type"] == "message"
    payload = _on_message(call) if on_message else _anywhere(call)
    try:
        await call.world.sender.send(Envelope(type="interactive", payload=payload))
    except NotDelivered as trouble:
        return _no(trouble.code, not_done(trouble.code))
    return {"ok": True}


def not_done(code: str) -> str:
    """Say that the app did not do what was pressed."""
    if code == "dispatch_failed":
        return "The app is not connected. Try again when it runs."
    return "The app did not answer in time. Try again."


def _anywhere(call: PersonCall) -> Json:
    common = call.world.interactions.common("shortcut", call.me)
    trigger = call.world.triggers.new(call.id, str(call.args.get("channel") or ""))
    stamp = call.world.messages.now()
    return {**common, "callback_id": call.args["callback_id"], "trigger_id": trigger} | {
        "action_ts": stamp
    }


def _on_message(call: PersonCall) -> Json:
    channel, world = call.channel(), call.world
    message = world.messages.get(channel["id"], call.text("ts"), call.id)
    origin = Origin(call.id, channel["id"], message["ts"], message.get("thread_ts"))
    return {
        **world.interactions.common("message_action", call.me),
        "callback_id": call.args["callback_id"],
        "trigger_id": world.triggers.new(call.id, channel["id"]),
        "response_url": world.responses.new(origin),
        "action_ts": world.messages.now(),
        "message_ts": message["ts"],
        "channel": world.interactions.channel(channel),
        "message": world.messages.slack(message, metadata="bot_id" in message),
    }


def _failed(command: str, code: str) -> Json:
    return _no(code, f"{command} failed with the error “{code}”")


def _no(code: str, words: str) -> Json:
    return {"ok": False, "error": code, "message": words}

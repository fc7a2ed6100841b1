"""Reading and writing messages."""

from typing import Any, cast

from playground.slack.errors import Refused
from playground.slack.person.call import PersonCall
from playground.slack.writing import as_message

Json = dict[str, Any]

LONGEST = 40_000
MOST = 500


async def read(call: PersonCall) -> Json:
    """Show a channel or a thread; what was shown counts as read."""
    channel = call.channel(call.request.path_params["channel"])
    limit = int(min(max(call.number("limit", 100), 1), MOST))
    window = {"latest": call.args.get("before"), "limit": limit}
    messages, workspace = call.world.messages, call.world.workspace
    if thread := call.args.get("thread_ts"):
        found, more = messages.replies(channel["id"], thread, call.id, **window)
    else:
        found, more = messages.history(channel["id"], call.id, **window)
        if found and "latest" in window and not window["latest"]:
            workspace.mark_read(channel["id"], call.id, found[-1]["ts"])
    return {"messages": [messages.person(it) for it in found], "has_more": more}


async def write(call: PersonCall) -> Json:
    channel = call.open_channel()
    text = str(call.args.get("text") or "")
    files = [_own_file(call, given) for given in _list(call, "files")]
    if not text.strip() and not files:
        raise Refused("no_text", "Write something first.")
    if len(text) > LONGEST:
        raise Refused("msg_too_long", f"Messages can have at most {LONGEST:,} characters.")
    message = call.world.messages.post(
        channel,
        call.id,
        as_message(call.world.workspace, text),
        thread_ts=call.args.get("thread_ts"),
        file_ids=[file["id"] for file in files],
        subtype="file_share" if files else None,
    )
    _if_app_is_away(call, channel, message)
    if "thread_ts" not in message:
        call.world.workspace.mark_read(channel["id"], call.id, message["ts"])
    return {"message": call.world.messages.person(message)}


def _if_app_is_away(call: PersonCall, channel: Json, message: Json) -> None:
    """Say so to whoever mentions an app that can't hear it."""
    bot = call.world.workspace.bot
    if f"<@{bot}>" in message["text"] and bot not in channel["members"]:
        name = call.world.workspace.people[bot]["name"]
        words = f"{name} is not in this channel. Add it with /invite @{name}."
        place = {"channel": channel["id"], "thread_ts": message.get("thread_ts")}
        call.world.feed.publish("notice", {call.id}, **place, text=words)


def _list(call: PersonCall, name: str) -> list[Any]:
    given: Any = call.args.get(name) or []
    if not isinstance(given, list):
        raise Refused("invalid_arguments", f"{name} must be a list.")
    return cast("list[Any]", given)


def _own_file(call: PersonCall, given: Any) -> Json:
    file_id = cast("Json", given).get("id") if isinstance(given, dict) else given
    file = call.world.files.get(str(file_id))
    if not file["there"] or not call.world.files.seen_by(call.id, file):
        raise Refused("file_not_found", "This file is not there any more.", 404)
    return file

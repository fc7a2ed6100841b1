"""Posting, changing and deleting messages."""

from playground.slack.api.method import Call, Json, Method
from playground.slack.api.reading import message_content
from playground.slack.errors import SlackError


def post_message(call: Call) -> Json:
    world, channel = call.world, place(call)
    may_speak(call, channel)
    text, content = message_content(call.args)
    if call.args.get("thread_ts") and call.on("reply_broadcast"):
        content["subtype"] = "thread_broadcast"
    message = world.messages.post(
        channel, world.workspace.bot, text, thread_ts=call.args.get("thread_ts"), **content
    )
    return _posted(call, channel, message)


def post_ephemeral(call: Call) -> Json:
    world, channel = call.world, place(call)
    user = str(call.need("user", "user_not_found"))
    may_speak(call, channel)
    if user not in channel["members"]:
        world.workspace.person(user)
        raise SlackError("user_not_in_channel")
    text, content = message_content(call.args)
    thread_ts = call.args.get("thread_ts")
    message = world.messages.whisper(channel, user, text, thread_ts=thread_ts, **content)
    return {"message_ts": message["ts"]}


def update(call: Call) -> Json:
    """Change a message of the app's own; what is not given stays, but blocks go with the text."""
    world, channel = call.world, call.channel()
    message = own(call, channel, "cant_update_message")
    if message.get("streaming"):
        raise SlackError("streaming_state_conflict")
    text, content = message_content(call.args)
    changes: Json = {"text": text, "blocks": None, **content}
    if "blocks" not in content and "text" not in call.args:
        changes.pop("blocks")
    if call.args.get("file_ids"):
        changes["file_ids"] = str(call.args["file_ids"]).split(",")
    changed = world.messages.change(message, **changes)
    return _posted(call, channel, changed) | {"text": changed["text"]}


def delete(call: Call) -> Json:
    channel = call.channel()
    message = own(call, channel, "cant_delete_message")
    call.world.messages.delete(message)
    return {"channel": channel["id"], "ts": message["ts"]}


def permalink(call: Call) -> Json:
    channel, ts = call.channel(), str(call.need("message_ts"))
    message = call.world.messages.get(channel["id"], ts)
    thread = f"/thread/{message['thread_ts']}" if message.get("thread_ts") else ""
    return {"channel": channel["id"], "permalink": f"{call.world.url}/#/{channel['id']}{thread}"}


def place(call: Call) -> Json:
    """Return where to post: a channel by id or name, or the conversation with a person."""
    workspace, wanted = call.world.workspace, str(call.need("channel", "channel_not_found"))
    person = workspace.people.get(wanted)
    if person:
        if person["is_bot"]:
            raise SlackError("cannot_dm_bot")
        return workspace.dm(wanted, workspace.bot)
    named = workspace.by_name(wanted)
    return workspace.channel(named["id"] if named else wanted, workspace.bot)


def may_speak(call: Call, channel: Json) -> None:
    if channel["archived"]:
        raise SlackError("is_archived")
    scopes = call.world.workspace.manifest.scopes
    anywhere = scopes is not None and "chat:write.public" in scopes
    public = channel["kind"] == "channel" and anywhere
    if call.world.workspace.bot not in channel["members"] and not public:
        raise SlackError("not_in_channel")


def own(call: Call, channel: Json, error: str) -> Json:
    """Return the message of this app that the call names."""
    ts = str(call.need("ts", "message_not_found"))
    message = call.world.messages.get(channel["id"], ts)
    if message.get("bot_id") != call.world.workspace.app["bot_id"]:
        raise SlackError(error)
    if channel["archived"]:
        raise SlackError("is_archived")
    return message


def _posted(call: Call, channel: Json, message: Json) -> Json:
    shown = call.world.messages.slack(message, metadata=True)
    answer: Json = {"channel": channel["id"], "ts": message["ts"], "message": shown}
    if message.get("blocks") and not message["text"]:
        warning = "missing_text_in_message"
        answer |= {"warning": warning, "response_metadata": {"warnings": [warning]}}
    return answer


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",), per_channel=True),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",), tier=4),
    "chat.update": Method(update, ("chat:write",)),
    "chat.delete": Method(delete, ("chat:write",)),
    "chat.getPermalink": Method(permalink, tier=4),
}

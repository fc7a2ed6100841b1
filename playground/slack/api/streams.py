"""Messages that grow while people read them."""

import time
from typing import Any, cast

from playground.slack.api.chat import may_speak, own
from playground.slack.api.method import Call, Json, Method
from playground.slack.errors import SlackError
from playground.slack.limits import check_blocks

APPEND = 12_000  # characters in one call


def start(call: Call) -> Json:
    world, channel = call.world, call.channel()
    may_speak(call, channel)
    thread_ts = str(call.need("thread_ts", "invalid_thread_ts"))
    if channel["kind"] != "dm":
        call.need("recipient_team_id", "missing_recipient_team_id")
        call.need("recipient_user_id", "missing_recipient_user_id")
    message = world.messages.post(
        channel,
        world.workspace.bot,
        "",
        thread_ts=thread_ts,
        streaming=True,
        stream={"parts": [], "at": time.time()},
    )
    _grow(call, message)
    return {"channel": channel["id"], "ts": message["ts"]}


def append(call: Call) -> Json:
    channel = call.channel()
    message = _streaming(call, channel)
    if not call.args.get("markdown_text") and not call.args.get("chunks"):
        raise SlackError("no_text")
    _grow(call, message)
    return {"channel": channel["id"], "ts": message["ts"]}


def stop(call: Call) -> Json:
    world, channel = call.world, call.channel()
    message = _grow(call, _streaming(call, channel))
    blocks: Any = call.args.get("blocks") or []
    if wrong := check_blocks(blocks):
        raise SlackError("invalid_blocks", wrong)
    ended = world.messages.change(
        message,
        edited=False,
        blocks=[*message.get("blocks", []), *blocks],
        metadata=call.args.get("metadata"),
        streaming=None,
        stream=None,
    )
    shown = world.messages.slack(ended, metadata=True)
    return {"channel": channel["id"], "ts": ended["ts"], "message": shown}


def _streaming(call: Call, channel: Json) -> Json:
    """Return the message; without an append for long the stream is over."""
    message = own(call, channel, "message_not_owned_by_app")
    stream = message.get("stream")
    if stream and time.time() - stream["at"] > call.world.settings.stream_life:
        call.world.messages.change(message, edited=False, streaming=None, stream=None)
        stream = None
    if not stream:
        raise SlackError("message_not_in_streaming_state")
    return message


def _grow(call: Call, message: Json) -> Json:
    """Add what the call brings to the message."""
    parts: list[Json] = message["stream"]["parts"]
    given = _chunks(call)
    if not given:
        return message
    for chunk in given:
        _add(parts, chunk)
    blocks = [_block(part) for part in parts]
    if wrong := check_blocks(blocks):
        raise SlackError("invalid_blocks", wrong)
    text = "".join(part["text"] for part in parts if part["type"] == "markdown_text")
    return call.world.messages.change(
        message,
        edited=False,
        text=text,
        blocks=blocks,
        stream={"parts": parts, "at": time.time()},
    )


def _chunks(call: Call) -> list[Json]:
    text = call.args.get("markdown_text") or ""
    if len(text) > APPEND:
        raise SlackError("msg_too_long")
    listed: Any = call.args.get("chunks") or []
    if not isinstance(listed, list):
        raise SlackError("invalid_chunks")
    first: list[Json] = [{"type": "markdown_text", "text": text}] if text else []
    return [*first, *cast("list[Json]", listed)]


def _add(parts: list[Json], chunk: Json) -> None:
    """Join text to text, and let a task or plan replace its earlier state."""
    kind = chunk.get("type")
    if kind not in {"markdown_text", "task_update", "plan_update", "blocks"}:
        raise SlackError("invalid_chunks")
    last = parts[-1] if parts else {}
    if kind == "markdown_text" and last.get("type") == kind:
        last["text"] += chunk["text"]
        return
    if kind in {"task_update", "plan_update"}:
        for known in parts:
            if known["type"] == kind and known.get("id") == chunk.get("id"):
                known.update(chunk)
                return
    parts.append(dict(chunk))


def _block(part: Json) -> Json:
    match part["type"]:
        case "markdown_text":
            return {"type": "markdown", "text": part["text"]}
        case "plan_update":
            return {"type": "plan", "title": part["title"]}
        case "task_update":
            return _task(part)
        case _:
            return part


def _task(part: Json) -> Json:
    status = "in_progress" if part.get("status") == "pending" else part.get("status")
    card = {"type": "task_card", "task_id": part["id"], "title": part["title"], "status": status}
    for name in ("details", "output"):
        if part.get(name):
            section = {"type": "rich_text_section", "elements": [_words(part[name])]}
            card[name] = {"type": "rich_text", "elements": [section]}
    return card | ({"sources": part["sources"]} if part.get("sources") else {})


def _words(text: str) -> Json:
    return {"type": "text", "text": text}


METHODS = {
    "chat.startStream": Method(start, ("chat:write",), tier=2),
    "chat.appendStream": Method(append, ("chat:write",), tier=4),
    "chat.stopStream": Method(stop, ("chat:write",), tier=2),
}

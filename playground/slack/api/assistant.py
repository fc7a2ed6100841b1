"""What an app shows of itself while it thinks: status, title and suggestions of a thread."""

from typing import Any, cast

from playground.slack.api.method import Call, Json, Method
from playground.slack.errors import SlackError

PROMPTS = 4


def set_status(call: Call) -> Json:
    status = call.args.get("status")
    if status is None:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: status"])
    return _tell(call, status=str(status))


def set_title(call: Call) -> Json:
    return _tell(call, title=str(call.need("title")))


def set_prompts(call: Call) -> Json:
    prompts: Any = call.need("prompts")
    fine = isinstance(prompts, list) and all(
        isinstance(it, dict) and {"title", "message"} <= set(cast("Json", it))
        for it in cast("list[Any]", prompts)
    )
    if not fine or len(cast("list[Any]", prompts)) > PROMPTS:
        raise SlackError("invalid_arguments", ["[ERROR] prompts: up to 4 of title and message"])
    return _tell(call, prompts=prompts)


def _tell(call: Call, **what: Any) -> Json:
    """Show it to those who are there; it is not kept."""
    channel = call.channel("channel_id")
    thread_ts = str(call.need("thread_ts"))
    if call.world.workspace.bot not in channel["members"]:
        raise SlackError("not_in_channel")
    audience = call.world.workspace.audience(channel)
    place = {"channel": channel["id"], "thread_ts": thread_ts}
    call.world.feed.publish("typing", audience, **place, **what)
    return {}


METHODS = {
    "assistant.threads.setStatus": Method(set_status, ("assistant:write", "chat:write"), tier=4),
    "assistant.threads.setTitle": Method(set_title, ("assistant:write",), tier=4),
    "assistant.threads.setSuggestedPrompts": Method(set_prompts, ("assistant:write",), tier=4),
}

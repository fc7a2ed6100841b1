"""What a request's body says: whose workspace it is, from where somebody acts, and how."""

from typing import Any

from slack_bolt import BoltContext

from bot.domain import Whence
from handlers.views import kit

Json = dict[str, Any]


def workspace_of(context: BoltContext, body: Json) -> str:
    """Return whose workspace it is. Where a whole organisation has us, a form may name that."""
    team = context.team_id or ""
    person: Json = body["user"] if isinstance(body.get("user"), dict) else {}
    return team if team.startswith("T") else person.get("team_id") or team


def place(body: Json) -> tuple[str, str]:
    """Return channel and thread of an event, a command, a pressed button, or a form's origin.

    The thread is empty on top of a channel; both are on Home.
    """
    view: Json = body.get("view") or {}
    if view.get("private_metadata"):
        came_from = kit.data(view)
        return came_from.get("channel", ""), came_from.get("thread_ts", "")
    event: Json = body.get("event") or {}
    message: Json = body.get("message") or event
    channel: Json = body.get("channel") or {
        "id": event.get("channel") or body.get("channel_id", "")
    }
    container: Json = body.get("container") or {}
    thread_ts: str = message.get("thread_ts") or container.get("thread_ts", "")
    return channel["id"], "" if thread_ts == message.get("ts") else thread_ts


def origin(body: Json) -> Whence:
    """Return from where somebody acts, as the log has it: never what they wrote."""
    channel, _ = place(body)
    return Whence(name=name_of(body), way=_way(body), channel=channel)


def is_whispered(body: Json) -> bool:
    """Say whether it is about a message that one person sees."""
    container: Json = body.get("container") or {}
    return bool(container.get("is_ephemeral"))


def name_of(body: Json) -> str:
    """Return what somebody is called; empty where the request does not say it."""
    user: Json = body["user"] if isinstance(body.get("user"), dict) else {}
    return body.get("user_name") or user.get("username") or user.get("name") or ""


def _way(body: Json) -> str:
    """Name the command, the button, the form or the event."""
    actions: list[Json] = body.get("actions") or [{}]
    view: Json = body.get("view") or {}
    event: Json = body.get("event") or {}
    return (
        body.get("command")
        or actions[0].get("action_id")
        or view.get("callback_id")
        or body.get("callback_id")
        or event.get("type")
        or ""
    )


def on_message(body: Json) -> bool:
    """Say whether it is about a message that stays where it is."""
    message: Json = body.get("message") or body.get("event") or {}
    return "ts" in message and not is_whispered(body)


def open_modal(body: Json) -> str | None:
    """Return the view that a button was pressed in; a submitted form closes when it is acked."""
    view: Json = body.get("view") or {}
    pressed_here = body.get("type") == "block_actions" and view.get("type") == "modal"
    return view["id"] if pressed_here else None

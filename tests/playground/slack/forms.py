"""Forms that the tests open."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def modal(*blocks: Json, **more: Any) -> Json:
    view = {"type": "modal", "callback_id": "form", "title": plain("Form"), "blocks": list(blocks)}
    return view | {"submit": plain("Send")} | more


def asked(field: str, kind: str = "plain_text_input", **more: Any) -> Json:
    """Return an input block whose block and action share a name."""
    optional = {"optional": True} if more.pop("optional", False) else {}
    element = {"type": kind, "action_id": field, **more}
    label = plain(field.title())
    return {"type": "input", "block_id": field, "label": label, "element": element, **optional}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(action: str, value: str = "") -> Json:
    element = {"type": "button", "action_id": action, "text": plain("Press"), "value": value}
    return {"type": "actions", "block_id": "buttons", "elements": [element]}

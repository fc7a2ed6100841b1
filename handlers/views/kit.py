"""The few Block Kit words Tuner's views are written in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Block = dict[str, Any]
View = dict[str, Any]

SECTION = 3000  # characters in one section
BUTTON_VALUE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is posted: blocks, and the text for notifications and readers that draw none."""

    text: str
    blocks: Sequence[Block] = ()


def escape(text: str) -> str:
    """Make somebody else's words safe inside our markdown: no mention, no link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Return what a person typed: Slack escapes three characters in commands and messages."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def when(moment: datetime, style: str = "{date_short_pretty} {time}") -> str:
    """Say a time in the reader's own time zone."""
    spoken = moment.strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{int(moment.timestamp())}^{style}|{spoken}>"


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(markdown: str) -> Block:
    return {"type": "mrkdwn", "text": cut(markdown, SECTION)}


def section(markdown: str, accessory: Block | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(markdown)}
    return block | ({"accessory": accessory} if accessory else {})


def fields(*pairs: tuple[str, str]) -> Block:
    """Lay out at most ten labelled facts in two columns."""
    return {
        "type": "section",
        "fields": [{"type": "mrkdwn", "text": f"*{label}*\n{text}"} for label, text in pairs],
    }


def context(markdown: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(markdown)]}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(cut(text, 150))}


def divider() -> Block:
    return {"type": "divider"}


def button(action: str, label: str, value: str = "", *, style: str = "", **more: Any) -> Block:
    """Return a button; *more* may be ``url`` or ``confirm``."""
    element: Block = {"type": "button", "action_id": action, "text": plain(label), **more}
    if value:
        element["value"] = value
    return element | ({"style": style} if style else {})


def confirm(title: str, text: str, *, yes: str, no: str, style: str = "danger") -> Block:
    return {
        "title": plain(title),
        "text": plain(text),
        "confirm": plain(yes),
        "deny": plain(no),
        "style": style,
    }


def warning(markdown: str) -> list[Block]:
    """Return what goes above a form that was refused; nothing if there are no words."""
    return [section(f":warning: {markdown}"), divider()] if markdown else []


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def modal(title: str, blocks: Sequence[Block], *, close: str = "Close") -> View:
    return {"type": "modal", "title": plain(title), "close": plain(close), "blocks": list(blocks)}


def form(  # noqa: PLR0913 - a form has that many parts, all named
    callback: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str,
    data: Mapping[str, Any],
    close: str = "Cancel",
) -> View:
    """Return a modal that can be submitted, if *submit* says so; *data* comes back with it."""
    view = modal(title, blocks, close=close) | {
        "callback_id": callback,
        "private_metadata": json.dumps(data, ensure_ascii=False),
    }
    return view | ({"submit": plain(submit)} if submit else {})


def changed(view: View, blocks: Sequence[Block]) -> View:
    """Return an open modal with other blocks; what was entered stays in those that stay."""
    kept = ("type", "title", "close", "submit", "callback_id", "private_metadata")
    return {name: view[name] for name in kept if view.get(name)} | {"blocks": list(blocks)}


def data(view: View) -> dict[str, Any]:
    """Return what a form was told to bring back."""
    return json.loads(view.get("private_metadata") or "{}")


def field(
    name: str, label: str, element: Block, *, hint: str = "", optional: bool = False
) -> Block:
    """Return an input; its block, its element and the answer share *name*."""
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": element | {"action_id": name},
        "optional": optional,
    }
    return block | ({"hint": plain(hint)} if hint else {})


def text_input(value: str = "", *, placeholder: str = "", **more: Any) -> Block:
    """Return a text input; *more* may be ``max_length`` or ``multiline``."""
    element: Block = {"type": "plain_text_input", **more}
    if value:
        element["initial_value"] = value
    return element | ({"placeholder": plain(placeholder)} if placeholder else {})


def url_input(value: str = "", *, placeholder: str = "") -> Block:
    element: Block = {"type": "url_text_input"}
    if value:
        element["initial_value"] = value
    return element | ({"placeholder": plain(placeholder)} if placeholder else {})


def number_input(value: str, *, low: int, high: int) -> Block:
    return {
        "type": "number_input",
        "is_decimal_allowed": False,
        "initial_value": value,
        "min_value": str(low),
        "max_value": str(high),
    }


def option(label: str, value: str, description: str = "") -> Block:
    picked: Block = {"text": plain(cut(label, 75)), "value": value}
    return picked | ({"description": plain(cut(description, 75))} if description else {})


def choice(kind: str, options: Sequence[Block], value: str) -> Block:
    """Return a ``static_select`` or ``radio_buttons`` with *value* chosen, else the first."""
    chosen = next((it for it in options if it["value"] == value), options[0])
    return {"type": kind, "options": list(options), "initial_option": chosen}


def grouped(kind: str, groups: Mapping[str, Sequence[Block]], value: str) -> Block:
    """Return a ``static_select`` with its options in labelled groups, as far as they have any."""
    full = {label: options for label, options in groups.items() if options}
    every = [it for options in full.values() for it in options]
    element = choice(kind, every, value)
    if len(full) > 1:
        del element["options"]
        element["option_groups"] = [
            {"label": plain(label), "options": list(options)} for label, options in full.items()
        ]
    return element


def options(element: Block) -> list[Block]:
    """Return all the options of a select, in groups or not."""
    groups: list[Block] = element.get("option_groups") or [element]
    return [option for group in groups for option in group["options"]]


def answers(view: View) -> dict[str, str]:
    """Return what was entered, by field; of a file or a conversation its id."""
    entered: dict[str, dict[str, Any]] = view["state"]["values"]
    return {name: _value(state.get(name) or {}) for name, state in entered.items()}


def has(view: View, field: str) -> bool:
    """Say whether a form had that field."""
    return field in view["state"]["values"]


def chosen(view: View, field: str) -> list[str]:
    """Return all that was chosen in a field that takes several."""
    entered: dict[str, dict[str, Any]] = view["state"]["values"]
    state: dict[str, Any] = entered.get(field, {}).get(field) or {}
    picked: list[dict[str, Any]] = state.get("selected_options") or []
    ids: list[str] = state.get("selected_users") or state.get("selected_conversations") or []
    return [*(str(it["value"]) for it in picked), *ids]


def label(view: View, field: str) -> str:
    """Return how the option that was chosen reads."""
    state: dict[str, dict[str, Any]] = view["state"]["values"].get(field) or {}
    picked: dict[str, Any] = (state.get(field) or {}).get("selected_option") or {}
    return str(picked.get("text", {}).get("text", ""))


def _value(state: dict[str, Any]) -> str:
    picked: dict[str, Any] = state.get("selected_option") or {}
    files: list[dict[str, Any]] = state.get("files") or [{}]
    found = picked.get("value") or state.get("selected_conversation") or files[0].get("id")
    return str(found or state.get("value") or "").strip()

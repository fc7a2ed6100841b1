"""What is entered in a view: its state as Slack sends it, and what Slack's own form refuses."""

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from playground.slack.settings import FORM_FILE, MEGABYTE
from playground.slack.shapes import elements

Json = dict[str, Any]
FileOf = Callable[[str], Json]

# Of each kind of element: what its state holds, and where the element says what it begins with.
STATE = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}
LISTS = {kind for kind, (name, _) in STATE.items() if name in {"selected_options", "files"}} | {
    kind for kind in STATE if kind.startswith("multi_")
}

EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
URL = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)


def values(blocks: list[Json], entered: Json) -> Json:
    """Return `state.values`: what is entered where the element is still there, else the start."""
    found: Json = {}
    for block in blocks:
        for element in elements(block):
            if element["type"] in STATE:
                given: Json = entered.get(block["block_id"], {}).get(element["action_id"]) or {}
                state = _state(element, given)
                found.setdefault(block["block_id"], {})[element["action_id"]] = state
    return found


def _state(element: Json, given: Json) -> Json:
    kind = element["type"]
    name, initial = STATE[kind]
    empty: Any = [] if kind in LISTS else None
    value: Any = element.get(initial, empty)
    if name in given and given.get("type", kind) == kind:
        value = empty if given[name] in (None, "") else given[name]
    zone = {"timezone": element["timezone"]} if element.get("timezone") else {}
    return {"type": kind, name: value, **zone}


def file_ids(state: Json) -> Iterator[str]:
    """Yield the files that are in a view's state."""
    for fields in state.values():
        for entry in fields.values():
            yield from (file["id"] for file in entry.get("files", ()))


def problems(blocks: list[Json], state: Json) -> dict[str, str]:
    """Return what Slack's form itself would refuse, in words, by block."""
    wrong: dict[str, str] = {}
    for block in blocks:
        if block["type"] == "input":
            element = block["element"]
            entry = state[block["block_id"]][element["action_id"]]
            value = entry[STATE[element["type"]][0]]
            words = _problem(element, value, optional=block.get("optional", False))
            if words:
                wrong[block["block_id"]] = words
    return wrong


def _problem(element: Json, value: Any, *, optional: bool) -> str | None:
    if value in (None, "", []):
        return None if optional else "Please complete this required field."
    check = _CHECKS.get(element["type"])
    return check(element, value) if check else None


def _text(element: Json, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"Please use at least {least} characters."
    return f"Please use at most {most} characters." if len(value) > most else None


def _number(element: Json, value: str) -> str | None:
    number = _float(value)
    if number is None:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and not re.fullmatch(r"[+-]?\d+", str(value).strip()):
        return "Please enter a whole number."
    least, most = _float(element.get("min_value")), _float(element.get("max_value"))
    if least is not None and number < least:
        return f"Please enter a number of at least {element['min_value']}."
    if most is not None and number > most:
        return f"Please enter a number of at most {element['max_value']}."
    return None


def _float(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _email(_: Json, value: str) -> str | None:
    return None if EMAIL.fullmatch(value) else "Please enter a valid email address."


def _url(_: Json, value: str) -> str | None:
    return None if URL.fullmatch(value) else "Please enter a valid URL."


def _files(element: Json, value: list[Json]) -> str | None:
    most = element.get("max_files", 10)
    if len(value) > most:
        return f"Please choose at most {most} file{'s' if most > 1 else ''}."
    for file in value:
        if file["size"] > FORM_FILE:
            size = f"{file['size'] / MEGABYTE:.1f} MB"
            return f"{file['name']} is {size}. Files in forms can be at most 10 MB."
    return None


def _several(element: Json, value: list[Any]) -> str | None:
    most = element.get("max_selected_items")
    return f"Please choose at most {most}." if most and len(value) > most else None


_CHECKS: dict[str, Callable[[Json, Any], str | None]] = {
    "plain_text_input": _text,
    "number_input": _number,
    "email_text_input": _email,
    "url_text_input": _url,
    "file_input": _files,
    **{kind: _several for kind in LISTS if kind.startswith("multi_")},
}

"""What Slack sends looks like this. A signed body that does not is nobody's, and is refused."""

import json
from types import FunctionType
from typing import Any, cast
from urllib.parse import parse_qsl

Json = dict[str, Any]
# A type, a choice of shapes, fields ("name?" may be missing), or a list: with ... it isn't empty.
# What has more to it is a function that says so.
Shape = Any

ID, MAYBE = str, (str, None)


def is_ours(metadata: Any) -> bool:
    """Say whether a view may have it: Slack gives back what we gave, which is an object, if any."""
    try:
        return metadata == "" or isinstance(json.loads(metadata), dict)
    except (TypeError, ValueError, RecursionError):
        return False


def is_part(value: Any) -> bool:
    """Say whether Bolt, which looks for a person and a place in it, would not trip over it."""
    return not isinstance(value, dict) or fits(cast("Json", value), PART)


CHANNEL = {"id": ID}
PERSON = {"id": ID, "team_id?": MAYBE, "username?": MAYBE, "name?": MAYBE}
PART = {
    "user?": (PERSON, ID),
    "user_id?": MAYBE,
    "channel?": (CHANNEL, ID),
    "channel_id?": MAYBE,
    "thread_ts?": MAYBE,
}
WHOSE = {
    **PART,
    "team?": ({"id": ID, "domain?": MAYBE}, ID),
    "team_id?": MAYBE,
    "enterprise?": ({"id": ID}, ID),
    "enterprise_id?": MAYBE,
    "is_enterprise_install?": (bool, str),
    "response_url?": MAYBE,
    "trigger_id?": MAYBE,
    "view?": dict,
    **{f"{it}?": is_part for it in ("item", "message", "previous_message", "assistant_thread")},
}
VIEW = {
    "id": ID,
    "type": ID,
    "callback_id": str,
    "hash?": MAYBE,
    "private_metadata?": is_ours,
    "app_installed_team_id?": MAYBE,
    "team_id?": MAYBE,
    "state?": {"values": {"*": {"*": {"type": str}}}},
    "blocks?": list,
}
MESSAGE = {"ts": ID, "thread_ts?": MAYBE, "text?": MAYBE, "user?": MAYBE, "files?": [dict]}
PLACE = {"channel_id?": MAYBE, "message_ts?": MAYBE, "thread_ts?": MAYBE, "is_ephemeral?": bool}
ACTED = {
    **WHOSE,
    "user": PERSON,
    "channel?": CHANNEL,
    "container?": PLACE,
    "message?": MESSAGE,
    "view?": VIEW,
}
ACTION = {
    "type": ID,
    "action_id": ID,
    "block_id?": MAYBE,
    "value?": MAYBE,
    "selected_option?": {"value": str},
}
WRITTEN = {**MESSAGE, "channel": ID, "channel_type?": MAYBE, "bot_id?": MAYBE, "subtype?": MAYBE}
EVENTS: dict[str, Shape] = {
    "app_home_opened": {"user": ID, "channel": ID, "tab?": MAYBE},
    "app_mention": {**WRITTEN, "text": str},
    "member_joined_channel": {"user": ID, "channel": ID},
    "message": WRITTEN,
    "tokens_revoked": {"tokens": {"oauth?": [ID], "bot?": [ID]}},
    "team_access_granted": {"team_ids?": [ID]},
    "team_access_revoked": {"team_ids?": [ID]},
}
AUTHORIZATION = {
    "enterprise_id?": MAYBE,
    "team_id?": MAYBE,
    "user_id?": MAYBE,
    "is_enterprise_install?": bool,
}
SHAPES: dict[str, Shape] = {
    "command": {
        **WHOSE,
        "command": ID,
        "text?": str,
        "user_id": ID,
        "team_id": ID,
        "channel_id": ID,
        "trigger_id": ID,
    },
    "app_rate_limited": WHOSE,
    "url_verification": {"challenge": str},
    "event_callback": {
        **WHOSE,
        "event_id": ID,
        "event_time": int,
        "event": {**WHOSE, "type": ID},
        "authorizations?": [AUTHORIZATION],
        "is_ext_shared_channel?": bool,
    },
    "block_actions": {**ACTED, "actions": [ACTION, ...], "trigger_id": ID},
    "block_suggestion": {**ACTED, "action_id": ID, "block_id": ID, "value": str},
    "view_submission": {**ACTED, "view": {**VIEW, "state": VIEW["state?"]}},
    "view_closed": {**ACTED, "view": VIEW},
    "shortcut": {**ACTED, "callback_id": ID, "trigger_id": ID},
    "message_action": {**ACTED, "callback_id": ID, "channel": CHANNEL, "message": MESSAGE},
}


def payload_of(raw: bytes) -> Json | None:
    """Return what Slack sent: JSON, or a form that may have JSON in it. None if it is neither."""
    try:
        text = raw.decode()
        payload = json.loads(text) if text.startswith("{") else _form(text)
        json.dumps(payload, ensure_ascii=False).encode()  # half a character is none
    except (ValueError, RecursionError):
        return None
    if not _is_slacks(payload):
        return None
    if payload.get("view", payload) is None:
        del payload["view"]  # to Bolt one that is there is an object
    return payload


def _form(text: str) -> Any:
    fields = dict(parse_qsl(text, keep_blank_values=True))
    return json.loads(fields["payload"]) if "payload" in fields else fields


def _is_slacks(payload: Any) -> bool:
    if not isinstance(payload, dict):
        return False
    whole = cast("Json", payload)
    kind = "command" if "command" in whole else whole.get("type")
    if "ssl_check" in whole:
        return True
    if not isinstance(kind, str) or kind not in SHAPES or not fits(whole, SHAPES[kind]):
        return False
    if kind != "event_callback":
        return "event" not in whole
    event: Json = whole["event"]
    return fits(event, EVENTS.get(event["type"], dict))


def fits(value: Any, shape: Shape) -> bool:
    if isinstance(shape, tuple):
        several = cast("tuple[Shape, ...]", shape)
        return any(fits(value, it) for it in several)
    if isinstance(shape, list):
        each, *at_least = cast("list[Shape]", shape)
        several = cast("list[Any]", value)
        return (
            isinstance(value, list)
            and len(several) >= len(at_least)
            and all(fits(it, each) for it in several)
        )
    if isinstance(shape, dict):
        return isinstance(value, dict) and _has(cast("Json", value), cast("Json", shape))
    if isinstance(shape, FunctionType):
        return shape(value)
    if shape is int:
        return isinstance(value, int) and 0 <= value < 2**40
    return value is None if shape is None else isinstance(value, shape)


def _has(value: Json, shape: Json) -> bool:
    if "*" in shape:
        return all(fits(it, shape["*"]) for it in value.values())
    for name, each in shape.items():
        found = value.get(name.removesuffix("?"))
        if not (found is None and name.endswith("?")) and not fits(found, each):
            return False
    return True

"""The values that the API talks in."""

from typing import Any

Json = dict[str, Any]


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def array(of: Json) -> Json:
    return {"type": "array", "items": of}


def record(required: Json, **optional: Json) -> Json:
    """An object with these fields and no other."""  # noqa: D401  # it is a schema
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }


STRING: Json = {"type": "string"}
MAYBE: Json = {"type": ["string", "null"]}
WHOLE: Json = {"type": "integer"}
FLAG: Json = {"type": "boolean"}
NUMBER: Json = {"type": ["number", "null"]}
OBJECT: Json = {"type": "object"}
STRINGS = array(STRING)
OBJECTS = array(OBJECT)
TRUE: Json = {"const": True}

SCHEMAS: Json = {
    "Person": record(
        {
            "id": STRING,
            "name": STRING,
            "real_name": STRING,
            "role": {"enum": ["admin", "member", "bot"]},
            "is_bot": FLAG,
            "color": STRING,
            "email": STRING,
            "tz": STRING,
        }
    ),
    "Channel": record(
        {
            "id": STRING,
            "name": STRING,
            "kind": {"enum": ["channel", "private", "dm"]},
            "members": STRINGS,
            "with": MAYBE,
            "unread": WHOLE,
            "topic": STRING,
            "archived": FLAG,
        }
    ),
    "Command": record({"command": STRING, "description": STRING, "usage_hint": STRING}),
    "Shortcut": record(
        {"callback_id": STRING, "name": STRING, "type": {"enum": ["global", "message"]}}
    ),
    "File": record(
        {
            "id": STRING,
            "name": STRING,
            "title": STRING,
            "mimetype": STRING,
            "size": WHOLE,
            "url": STRING,
        },
        width=WHOLE,
        height=WHOLE,
        alt_txt=STRING,
    ),
    "Message": record(
        {"ts": STRING, "user": STRING, "text": STRING, "ephemeral": FLAG},
        bot_id=STRING,
        subtype=STRING,
        blocks=OBJECTS,
        attachments=OBJECTS,
        files=array(ref("File")),
        thread_ts=STRING,
        reply_count=WHOLE,
        reply_users=STRINGS,
        latest_reply=STRING,
        edited=record({"user": STRING, "ts": STRING}),
        reactions=array(record({"name": STRING, "users": STRINGS, "count": WHOLE})),
        metadata=OBJECT,
        streaming=FLAG,
    ),
    "View": record(
        {
            "id": STRING,
            "team_id": STRING,
            "type": {"enum": ["modal", "home"]},
            "blocks": OBJECTS,
            "private_metadata": STRING,
            "callback_id": STRING,
            "state": record({"values": OBJECT}),
            "hash": STRING,
            "title": {"type": ["object", "null"]},
            "submit": {"type": ["object", "null"]},
            "close": {"type": ["object", "null"]},
            "clear_on_close": FLAG,
            "notify_on_close": FLAG,
            "previous_view_id": MAYBE,
            "root_view_id": MAYBE,
            "app_id": STRING,
            "external_id": STRING,
            "app_installed_team_id": STRING,
            "bot_id": STRING,
        },
        errors={"type": "object", "additionalProperties": STRING},
    ),
    "Event": {
        "type": "object",
        "properties": {
            "seq": WHOLE,
            "type": {
                "enum": [
                    "message",
                    "message_changed",
                    "message_deleted",
                    "ephemeral",
                    "view_opened",
                    "view_updated",
                    "view_closed",
                    "home",
                    "channel",
                    "file",
                    "typing",
                    "notice",
                ]
            },
            "channel": STRING,
            "ts": STRING,
            "message": ref("Message"),
            "view": ref("View"),
            "view_id": STRING,
            "file": ref("File"),
            "text": STRING,
            "status": STRING,
            "reset": FLAG,
        },
        "required": ["seq", "type"],
    },
    "JournalEntry": record(
        {
            "seq": WHOLE,
            "direction": {"enum": ["to_app", "from_app"]},
            "kind": {"enum": ["command", "event", "interactive", "api"]},
            "name": STRING,
            "ok": FLAG,
            "error": MAYBE,
            "acked_ms": NUMBER,
            "body": OBJECT,
        }
    ),
    "Refusal": record({"ok": {"const": False}, "error": STRING, "message": STRING}),
    "Container": {
        "oneOf": [
            record({"type": {"const": "message"}, "channel": STRING, "ts": STRING}),
            record({"type": {"const": "view"}, "view_id": STRING}),
        ]
    },
}

"""What can be asked, and what comes back."""

from typing import Any

from playground.slack.openapi.schemas import (
    FLAG,
    OBJECT,
    OBJECTS,
    STRING,
    TRUE,
    WHOLE,
    array,
    record,
    ref,
)

Json = dict[str, Any]

OK = record({"ok": TRUE})
DONE: Json = {"oneOf": [OK, ref("Refusal")]}
ACTING = {"as": STRING}
CHANNEL_ANSWER = record({"channel": ref("Channel")})
FILE_ANSWER = record({"file": ref("File")})


def _get(summary: str, answer: Json, *query: str, **more: Json) -> Json:
    wanted = [_parameter("query", name, required=False) for name in query]
    return {"get": _operation(summary, answer, wanted) | more}


def _post(summary: str, answer: Json, required: Json | None = None, **optional: Json) -> Json:
    body = record({**ACTING, **(required or {})}, **optional)
    content = {"application/json": {"schema": body}}
    return {"post": _operation(summary, answer, []) | {"requestBody": {"content": content}}}


def _operation(summary: str, answer: Json, parameters: list[Json]) -> Json:
    return {
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": "Done", "content": {"application/json": {"schema": answer}}},
            "default": {
                "description": "Refused, in words",
                "content": {"application/json": {"schema": ref("Refusal")}},
            },
        },
    }


def _parameter(place: str, name: str, *, required: bool = True) -> Json:
    return {"name": name, "in": place, "required": required, "schema": STRING}


def _at(operations: Json, *names: str) -> Json:
    return operations | {"parameters": [_parameter("path", name) for name in names]}


WORKSPACE = record(
    {
        "team": record({"id": STRING, "name": STRING}),
        "me": STRING,
        "people": array(ref("Person")),
        "channels": array(ref("Channel")),
        "commands": array(ref("Command")),
        "shortcuts": array(ref("Shortcut")),
        "app": record(
            {"id": STRING, "name": STRING, "bot_user": STRING, "home": FLAG, "installed": FLAG}
        ),
        "samples": array(record({"name": STRING, "size": WHOLE})),
        "seq": WHOLE,
    }
)
SUBMITTED: Json = {
    "oneOf": [
        record(
            {"ok": TRUE, "response_action": {"enum": [None, "clear", "update", "push", "errors"]}},
            errors={"type": "object", "additionalProperties": STRING},
        ),
        ref("Refusal"),
    ]
}
OPTIONS = record({"options": OBJECTS}, option_groups=OBJECTS, error=STRING, message=STRING)
BYTES = {
    "required": True,
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}
STREAM: Json = {
    "200": {"description": "Each `data:` is an Event", "content": {"text/event-stream": {}}}
}
VALUE: Json = {"type": ["string", "null"]}

PATHS: Json = {
    "/person/openapi.json": _get("This description", OBJECT),
    "/person/emoji.json": _get(
        "Short names of emoji and their characters",
        {"type": "object", "additionalProperties": STRING},
    ),
    "/person/workspace": _get("Who and what is there", WORKSPACE, "as"),
    "/person/channels": _post("Make a channel", CHANNEL_ANSWER, {"name": STRING}, private=FLAG),
    "/person/channels/{channel}/messages": _at(
        _get(
            "Read a channel or a thread, oldest first",
            record({"messages": array(ref("Message")), "has_more": FLAG}),
            "as",
            "thread_ts",
            "before",
            "limit",
        ),
        "channel",
    ),
    "/person/channels/{channel}/invite": _at(
        _post("Add a person or the app; oneself: join", CHANNEL_ANSWER, {"user": STRING}), "channel"
    ),
    "/person/channels/{channel}/leave": _at(
        _post("Leave, or remove `user`", OK, user=STRING), "channel"
    ),
    "/person/channels/{channel}/archive": _at(
        _post("Archive, or with `undo` bring back", CHANNEL_ANSWER, undo=FLAG), "channel"
    ),
    "/person/messages": _post(
        "Write a message",
        record({"message": ref("Message")}),
        {"channel": STRING},
        text=STRING,
        thread_ts=STRING,
        files=array({"anyOf": [STRING, OBJECT]}),
    ),
    "/person/commands": _post(
        "Type a slash command",
        DONE,
        {"channel": STRING, "command": STRING},
        text=STRING,
        thread_ts=STRING,
    ),
    "/person/shortcuts": _post(
        "Use a shortcut", DONE, {"callback_id": STRING}, channel=STRING, ts=STRING
    ),
    "/person/actions": {
        "post": _operation("Press or choose", DONE, [])
        | {
            "requestBody": {
                "content": {
                    "application/json": {
                        "schema": {
                            "type": "object",
                            "description": "The rest is the element's own state, as Slack names "
                            "it; `values` is all that is entered around it.",
                            "properties": {
                                **ACTING,
                                "container": ref("Container"),
                                "block_id": STRING,
                                "action_id": STRING,
                                "value": VALUE,
                                "values": OBJECT,
                            },
                            "required": ["as", "container", "block_id", "action_id"],
                        }
                    }
                }
            }
        }
    },
    "/person/options": _post(
        "Ask for the options of an external select",
        OPTIONS,
        {"block_id": STRING, "action_id": STRING},
        value=STRING,
        container=ref("Container"),
        type=STRING,
        view_id=STRING,
        channel=STRING,
        ts=STRING,
    ),
    "/person/files": {
        "post": _operation(
            "Upload a file; the body is its bytes",
            FILE_ANSWER,
            [_parameter("query", "as"), _parameter("query", "name")],
        )
        | {"requestBody": BYTES}
    },
    "/person/files/sample": _post("Upload a shipped sample", FILE_ANSWER, {"name": STRING}),
    "/person/files/{file}/{key}/{name}": _at(
        _get(
            "The bytes of a file",
            OBJECT,
            responses={"200": {"description": "The bytes"}},
        ),
        "file",
        "key",
        "name",
    ),
    "/person/views": _get(
        "The open modals, bottom first", record({"views": array(ref("View"))}), "as"
    ),
    "/person/views/{view}/submit": _at(_post("Send a form", SUBMITTED, {"values": OBJECT}), "view"),
    "/person/views/{view}/close": _at(
        _post("Close a modal; with `all` the whole stack", OK, all=FLAG), "view"
    ),
    "/person/home": _get(
        "Open the app's Home; the app hears of it",
        record({"view": {"oneOf": [ref("View"), {"type": "null"}]}}),
        "as",
        "tab",
    ),
    "/person/events": _get(
        "Server-sent events since a number", OBJECT, "as", "since", responses=STREAM
    ),
    "/person/changes": _get(
        "The same on asking, waiting at most `wait` seconds",
        record({"events": array(ref("Event")), "seq": WHOLE}),
        "as",
        "since",
        "wait",
    ),
    "/person/journal": _get(
        "What was sent to the app and what it called",
        record({"entries": array(ref("JournalEntry"))}),
        "since",
    ),
    "/person/app/uninstall": _post("Send the app away", OK),
    "/person/sockets": _post(
        "Do to the app's sockets what Slack does",
        record({"ok": TRUE, "sockets": WHOLE}),
        do={"enum": ["look", "refresh", "warning", "close"]},
        after={"type": "number"},
    ),
}

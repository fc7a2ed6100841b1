"""Reads what the API is given."""

import json
from typing import Any, cast
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request

from playground.slack.errors import SlackError
from playground.slack.limits import refusals

Json = dict[str, Any]

# Forms carry these as JSON in a string; what else looks like JSON is text.
NESTED = {
    "actions",
    "attachments",
    "blocks",
    "chunks",
    "event_payload",
    "files",
    "loading_messages",
    "message",
    "metadata",
    "prompts",
    "unfurls",
    "view",
}
MARKDOWN = 12_000


async def arguments(request: Request) -> Json:
    """Return the arguments from the query and the body, JSON or form."""
    args: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/json":
        body = await request.body()
        args |= _object(body) if body else {}
    elif kind == "multipart/form-data":
        async with request.form() as form:
            args |= {n: v for n, v in form.items() if not isinstance(v, UploadFile)}
    else:
        args |= dict(parse_qsl((await request.body()).decode("utf-8"), keep_blank_values=True))
    return {name: _unfold(name, value) for name, value in args.items() if value is not None}


def _object(body: bytes) -> Json:
    try:
        found: Any = json.loads(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(found, dict):
        raise SlackError("json_not_object")
    return cast("Json", found)


def _unfold(name: str, value: Any) -> Any:
    if name not in NESTED:
        return _plain(name, value)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        if name in {"blocks", "view"}:
            error = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
            raise SlackError(error, [f"[ERROR] {name} is not JSON"]) from None
        return value


def _plain(name: str, value: Any) -> Any:
    """Return a number, a flag or text; lists of texts are joined with commas, as forms do."""
    if not isinstance(value, list | dict):
        return value
    items = cast("list[Any]", value if isinstance(value, list) else [None])
    if not all(isinstance(it, str) for it in items):
        raise SlackError("invalid_arguments", [f"[ERROR] {name} must be text or a list of texts"])
    return ",".join(items)


def message_content(args: Json) -> tuple[str, Json]:
    """Return text and content of a message, or raise `SlackError` for what Slack would refuse."""
    text = args.get("text") or ""
    if not isinstance(text, str):
        raise SlackError(
            "invalid_arguments", ["[ERROR] must provide a string [json-pointer:/text]"]
        )
    content = {name: args[name] for name in ("blocks", "attachments", "metadata") if args.get(name)}
    if marked := args.get("markdown_text"):
        if text or content.get("blocks"):
            raise SlackError("markdown_text_conflict")
        if len(marked) > MARKDOWN:
            raise SlackError("msg_too_long")
        text, content["blocks"] = marked, [{"type": "markdown", "text": marked}]
        wrong = list(refusals({"blocks": content["blocks"]}))
    else:
        wrong = list(refusals({"text": text, **content}))
    if wrong:
        name = wrong[0][0]
        messages = [words for error, words in wrong if error == name]
        raise SlackError(name, messages)
    if not text and not content.get("blocks") and not content.get("attachments"):
        raise SlackError("no_text")
    _check_metadata(content.get("metadata"))
    return text, content


def _check_metadata(metadata: Any) -> None:
    if metadata is None:
        return
    fine = isinstance(metadata, dict) and {"event_type", "event_payload"} <= set(
        cast("Json", metadata)
    )
    if not fine:
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata["event_payload"], dict):
        raise SlackError("invalid_metadata_schema")

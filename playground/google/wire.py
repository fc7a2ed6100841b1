"""JSON in and out, as protobuf's JSON mapping and Google's front end have it."""

import json
import re
from datetime import UTC, datetime
from typing import Any, TypeVar

import proto
from google.protobuf import json_format
from google.protobuf.message import Message

from playground.google.errors import invalid

LIMIT = 4 * 1024 * 1024  # bytes of a request
Json = dict[str, Any]
P = TypeVar("P", bound=proto.Message)

# A string, which is kept, or a comma with nothing after it but a closing bracket.
_TRAILING = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])')


def parse(body: bytes) -> Json:
    """Read a request; like Google's front end, forgive a comma after the last item."""
    if not body.strip():
        return {}
    try:
        found = _loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise invalid(f"Invalid JSON payload received. {error}") from error
    if not isinstance(found, dict):
        raise invalid("Invalid JSON payload received. It must be an object.")
    return found  # pyright: ignore[reportUnknownVariableType] - JSON has string keys


def _loads(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return json.loads(_TRAILING.sub(lambda match: match[1] or "", text))


def plain(message: proto.Message) -> Message:
    """Return the protobuf message inside, which shares what it holds."""
    return type(message).pb(message)  # pyright: ignore[reportUnknownVariableType] - untyped there


def read(kind: type[P], fields: Json) -> P:
    """Make a message of JSON with camelCase or snake_case keys, enums as names or numbers."""
    message = kind()
    try:
        json_format.ParseDict(fields, plain(message))
    except (json_format.ParseError, RecursionError, ValueError) as error:
        raise invalid(f"Invalid JSON payload received. {error}") from error
    return message


def write(message: proto.Message | Message, *, numbers: bool = False) -> Json:
    """Return the JSON of *message*; *numbers*: enums as integers, as clients may ask."""
    raw = plain(message) if isinstance(message, proto.Message) else message
    return json_format.MessageToDict(raw, use_integers_for_enums=numbers)


def when(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def snake(path: str) -> str:
    """Return one path of a field mask in the proto's own spelling."""
    return re.sub(r"([A-Z])", lambda match: "_" + match[1].lower(), path.strip())


def mask(text: str) -> list[str]:
    return [snake(path) for path in text.split(",") if path.strip()]

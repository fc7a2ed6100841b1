"""Datasets of the bucket: a line is an object with `contents`, and perhaps a system instruction."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from playground.google.vertex.objects import Objects
from playground.google.vertex.reading import Json, camel
from playground.trainer import Example

SCHEME, SUFFIX = "gs://", ".jsonl"


class Unusable(Exception):  # noqa: N818 - `str(error)` is why a job failed
    """A dataset that nothing can be learnt from."""


@dataclass(frozen=True, slots=True)
class Line:
    """*number* counts from 1; *examples*: one for each answer of the model in it."""

    number: int
    examples: tuple[Example, ...]
    messages: int


def problem_of(uri: str, name: str) -> str:
    """Say what is wrong with an address before anybody looks whether something is there."""
    if not (uri.startswith(SCHEME) and uri.endswith(SUFFIX) and "/" in uri.removeprefix(SCHEME)):
        return f"{name} should be a GCS object of type JSONL."
    return ""


def read(objects: Objects, uri: str) -> list[Line]:
    bucket, _, name = uri.removeprefix(SCHEME).partition("/")
    if not objects.is_read(bucket):
        raise Unusable(
            f"{objects.agent} does not have storage.objects.get access to {uri}. Permission "
            "'storage.objects.get' denied on resource (or it may not exist)."
        )
    found = objects.find(name)
    if found is None:
        raise Unusable(f"Failed to read the dataset {uri}: it does not exist.")
    try:
        text = objects.read(found).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable(f"The dataset {uri} is not UTF-8: {error.reason}.") from error
    lines = list(_lines(text))
    if not lines:
        raise Unusable(f"The dataset {uri} has no examples.")
    return lines


def _lines(text: str) -> Iterator[Line]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield _line(number, line)
            except (ValueError, RecursionError) as error:
                raise Unusable(f"Row: {number}. {error}") from error


def _line(number: int, text: str) -> Line:
    try:
        told = json.loads(text)
    except ValueError as error:
        raise ValueError(f"It is not JSON: {error}.") from error
    if not isinstance(told, dict):
        raise ValueError("It is not a JSON object.")  # noqa: TRY004 - a fault of the data
    fields = camel(cast("Json", told))
    contents = fields.get("contents")
    if not (isinstance(contents, list) and contents):
        raise ValueError("Missing required `contents` field.")
    turns = [_turn(content) for content in cast("list[Any]", contents)]
    lead = _system(fields.get("systemInstruction"))
    return Line(number, tuple(_examples(lead, turns)), len(turns))


def _examples(lead: tuple[tuple[str, str], ...], turns: list[tuple[str, str]]) -> Iterator[Example]:
    """Each answer of the model is learnt, after all that was said before it."""
    roles = [role for role, _ in turns]
    if roles[0] != "user" or roles[-1] != "model":
        raise ValueError("`contents` must begin with the role user and end with the role model.")
    if any(one == other for one, other in pairwise(roles)):
        raise ValueError("In `contents` the roles user and model must take turns.")
    for index in range(1, len(turns), 2):
        before = (*lead, *turns[:index])
        yield (before[0][1] if len(before) == 1 else before), turns[index][1]


def _turn(content: Any) -> tuple[str, str]:
    fields = cast("Json", content) if isinstance(content, dict) else {}
    role = fields.get("role", "user")
    if role not in {"user", "model"}:
        raise ValueError(f"A role must be user or model, not {role!r}.")
    return role, _text(fields)


def _system(told: Any) -> tuple[tuple[str, str], ...]:
    return (("system", _text(cast("Json", told))),) if isinstance(told, dict) else ()


def _text(fields: Json) -> str:
    parts: Any = fields.get("parts")
    given = cast("list[Any]", parts) if isinstance(parts, list) else []
    texts = [cast("Json", part).get("text") for part in given if isinstance(part, dict)]
    words = [text for text in texts if isinstance(text, str)]
    if not given or len(words) != len(given) or not "".join(words):
        raise ValueError("Each turn needs `parts` with `text`; other kinds are not learnt here.")
    return "".join(words)

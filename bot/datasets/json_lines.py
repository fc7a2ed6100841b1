"""Rows of a file with one JSON object on each line."""

import json
from collections.abc import Iterator
from typing import Any, cast

from bot.datasets.columns import Pair, find_pair, wrong_columns
from bot.datasets.findings import Code, Findings, kind_of, shorten
from bot.datasets.rows import Row, Table, lines
from bot.errors import Problem, UnusableFile


def open_table(content: bytes, findings: Findings) -> Table:
    pair = _find_pair(content)
    return Table(pair, _rows(content, pair, findings))


def _find_pair(content: bytes) -> Pair:
    """Return the pair of fields of the first line that has one."""
    names: list[str] | None = None
    where = first = 0
    for number, line in enumerate(lines(content), 1):
        first = first or (number if line.strip() else 0)
        value = _value(line)
        if isinstance(value, dict):
            keys = list(cast("dict[str, Any]", value))
            if pair := find_pair(keys):
                return pair
            names, where = (keys, number) if names is None else (names, where)
    if not names:
        raise UnusableFile([_no_objects(content, first)])
    raise wrong_columns(names, where, "Rename the fields on each line.")


def _no_objects(content: bytes, line: int) -> Problem:
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"["):
        return Problem(
            "This is one JSON list. Write each of its objects on a line of its own.", line
        )
    words = "No line of the file is a JSON object with fields. Write one on each line: "
    return Problem(words + '`{"text_input": "…", "output": "…"}`', line)


def _value(line: str) -> Any:
    """Return a line's value, or None if it has none."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _rows(content: bytes, pair: Pair, findings: Findings) -> Iterator[Row]:
    first, second = pair
    for number, line in enumerate(lines(content), 1):
        if line.isspace():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            findings.add(Code.UNREADABLE_ROW, _words(error), number)
            continue
        if not isinstance(value, dict):
            words = f"The line is {kind_of(value)}. Write an object with `{first}` and `{second}`."
            findings.add(Code.NOT_TEXT, words, number)
            continue
        row = cast("dict[str, Any]", value)
        yield number, row.get(first), row.get(second)


def _words(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"Not valid JSON at column {error.colno}: {shorten(error.msg)}."
    return "Not JSON that can be read: it is nested too deeply, or a number in it is too long."

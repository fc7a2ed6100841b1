"""Rows of a file with one JSON object on each line."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, cast

from bot.datasets.columns import Pair, find_pair, wrong_columns
from bot.datasets.findings import Code, Findings, kind_of
from bot.datasets.rows import Row, Table, lines
from bot.errors import Problem, UnusableFile

LIST = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")  # of objects: a format of its own
AS_A_LIST = "This is one JSON list. Write each of its objects on a line of its own, with no commas."
NO_OBJECT = "No line is a JSON object with fields. Write one on each line: {}."
EXAMPLE = '`{"text_input": "…", "output": "…"}`'


def open_table(content: bytes, findings: Findings) -> Table:
    if LIST.match(content):
        raise UnusableFile([Problem(AS_A_LIST)])
    pair = _find_pair(content)
    return Table(pair, _rows(content, pair, findings))


def _find_pair(content: bytes) -> Pair:
    """Return the pair of fields of the first line that has one."""
    first: tuple[list[str], int] | None = None
    for number, line in enumerate(lines(content), 1):
        names = list(_fields(line))
        if pair := find_pair(names):
            return pair
        if names and not first:
            first = names, number
    if not first:
        raise UnusableFile([Problem(NO_OBJECT.format(EXAMPLE))])
    raise wrong_columns(*first, "Rename the fields on each line.")


def _fields(line: str) -> Iterable[str]:
    """Return the names of a line's fields, none if it is not an object."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return ()
    return cast("dict[str, Any]", value) if isinstance(value, dict) else ()


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
        return f"Not valid JSON at column {error.colno}: {error.msg}."
    return "Not JSON that can be read: it is nested too deeply, or a number in it is too long."

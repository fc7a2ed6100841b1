"""Rows of a file that is one JSON list of objects. A broken one doesn't end the reading."""

import re
from collections.abc import Iterator
from typing import Any, cast

from bot.datasets.columns import Pair
from bot.datasets.findings import Code, Findings
from bot.datasets.json_cursor import Broken, Cursor
from bot.datasets.json_lines import choose_shape, no_object, words_of
from bot.datasets.rows import Row, Table
from bot.datasets.shapes import find_shape
from bot.datasets.text import Text

LIST = re.compile(r"\s*\[\s*[{\]]")  # of objects, or of none
NO_OBJECT = 'The list has no object with fields. Write them as `{"text_input": "…", …}`.'


def fits(text: Text) -> bool:
    return bool(LIST.match(text.start))


def open_table(text: Text, findings: Findings, columns: Pair | None = None) -> Table:
    passed = Findings()  # what is broken is told when the rows are gone through
    objects = (
        (line, cast("dict[str, Any]", value))
        for line, value in _elements(text, columns, passed)
        if value and isinstance(value, dict)
    )
    shape = choose_shape(objects, columns, NO_OBJECT)
    rows = _rows(text, columns, shape.fields, findings)
    return Table(shape.columns, shape.rows(rows, findings), "json")


def _rows(text: Text, columns: Pair | None, fields: Pair, findings: Findings) -> Iterator[Row]:
    first, second = fields
    for line, value in _elements(text, columns, findings):
        if isinstance(value, dict):
            row = cast("dict[str, Any]", value)
            yield line, row.get(first), row.get(second)
        else:
            findings.add(Code.NOT_TEXT, no_object(value, fields, "element"), line)


def _elements(text: Text, columns: Pair | None, findings: Findings) -> Iterator[tuple[int, Any]]:
    """Yield what is in the list, each with the line that it begins on."""
    with text.open(newline=None) as file:
        cursor = Cursor(file)
        cursor.take("[")
        while cursor.peek() not in {"", "]"}:
            line = cursor.line
            try:
                yield line, cursor.value()
                if not cursor.take(",") and cursor.peek() not in {"", "]"}:
                    words = "There is no comma before what begins here. Write one."
                    findings.add(Code.UNREADABLE_ROW, words, cursor.line)
                    if cursor.peek() != "{":
                        cursor.find(lambda value: _has_pair(value, columns))
            except Broken as broken:
                findings.add(Code.UNREADABLE_ROW, words_of(broken.error), line)
                cursor.find(lambda value: _has_pair(value, columns))
        _check_end(cursor, findings)


def _has_pair(value: dict[str, Any], columns: Pair | None) -> bool:
    return find_shape(list(value), columns) is not None


def _check_end(cursor: Cursor, findings: Findings) -> None:
    if not cursor.take("]"):
        words = "The list is never closed: the file seems cut off. Close it with `]`."
        findings.add(Code.UNREADABLE_ROW, words, cursor.line)
    elif cursor.peek():
        words = "There is more after the end of the list. Write all objects into one list."
        findings.add(Code.UNREADABLE_ROW, words, cursor.line)

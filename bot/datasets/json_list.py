"""Rows of a file that is one JSON list of objects. A broken one doesn't end the reading."""

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, cast

from bot.datasets.columns import PAIRS, Pair, fold
from bot.datasets.findings import Code, Findings
from bot.datasets.json_cursor import Broken, Cursor
from bot.datasets.json_lines import choose_shape, no_object, words_of
from bot.datasets.rows import Row, Table
from bot.datasets.text import Text

LIST = re.compile(r"\s*\[\s*[{\]]")  # of objects, or of none
MOST_NAMES = 100  # to know an object by
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
    names = _Names(columns)
    with text.open(newline=None) as file:
        cursor = Cursor(file)
        cursor.take("[")
        while cursor.peek() not in {"", "]"}:
            line = cursor.line
            try:
                value = cursor.value()
                names.see(value)
                yield line, value
                _go_on(cursor, names, findings)
            except Broken as broken:
                findings.add(Code.UNREADABLE_ROW, words_of(broken.error), line)
                cursor.find(names.are_known)
        _check_end(cursor, findings)


class _Names:
    """The names that the objects of the list begin with, by which the next one is found."""

    def __init__(self, columns: Pair | None) -> None:
        known = chain(("messages", "contents"), *PAIRS, columns or ())
        self._known = set(map(fold, known))

    def see(self, value: Any) -> None:
        if isinstance(value, dict) and len(self._known) < MOST_NAMES:
            self._known.update(map(fold, islice(cast("dict[str, Any]", value), 1)))

    def are_known(self, name: str) -> bool:
        return fold(name) in self._known


def _go_on(cursor: Cursor, names: _Names, findings: Findings) -> None:
    if cursor.take(",") or cursor.peek() in {"", "]"}:
        return
    words = "There is no comma before what begins here. Write one."
    findings.add(Code.UNREADABLE_ROW, words, cursor.line)
    if cursor.peek() != "{":
        cursor.find(names.are_known)


def _check_end(cursor: Cursor, findings: Findings) -> None:
    if not cursor.take("]"):
        words = "The list is never closed: the file seems cut off. Close it with `]`."
        findings.add(Code.UNREADABLE_ROW, words, cursor.line)
    elif cursor.peek():
        words = "There is more after the end of the list. Write all objects into one list."
        findings.add(Code.UNREADABLE_ROW, words, cursor.line)

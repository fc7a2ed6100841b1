"""Rows of a JSON object of columns: `{"text_input": ["…", …], "output": ["…", …]}`.

Columns come one after the other, so the file is read twice at once, a column each. What pandas
writes, `{"text_input": {"0": "…", …}, …}`, is the same with a key before each value.
"""

import json
import re
from collections.abc import Iterator
from itertools import islice, zip_longest
from typing import Any, cast

from bot.datasets.columns import MOST_SHOWN, Pair, find_pair, unknown_columns
from bot.datasets.findings import Findings
from bot.datasets.json_cursor import Broken, Cursor
from bot.datasets.json_lines import words_of
from bot.datasets.rows import Row, Table
from bot.datasets.shapes import find_shape
from bot.datasets.text import Text
from bot.errors import Problem, UnusableFile

COLUMN = re.compile(r'\s*\{\s*"((?:[^"\\]|\\.)*)"\s*:\s*[\[{]')
CLOSING = {"[": "]", "{": "}"}

Cell = tuple[int, str, Any]  # line, key, value


def fits(text: Text) -> bool:
    """Tell one object of columns from objects on lines, which may hold lists too."""
    column = COLUMN.match(text.start)
    if not column or column[1] in {"messages", "contents"}:
        return False
    try:
        value, end = json.JSONDecoder().raw_decode(text.start.lstrip())
    except (ValueError, RecursionError):
        return "}\n{" not in text.start.replace("\r", "")
    if text.start.lstrip()[end:].strip():
        return False
    columns = cast("dict[str, Any]", value)
    shape = find_shape(list(columns))
    return not (shape and shape.unpack) and all(
        isinstance(it, list | dict) for it in columns.values()
    )


def open_table(text: Text, _: Findings, columns: Pair | None = None) -> Table:
    names: list[str] = []
    first: list[list[Any]] = []
    for name, cells in _columns(text):
        names.append(name)
        if pair := find_pair(names, columns):
            return Table(pair, _rows(text, pair), "json")
        first.append([value for _, _, value in islice(cells, MOST_SHOWN)])
    raise unknown_columns(names, list(zip_longest(*first)), 1, "Rename the columns.")


def _rows(text: Text, pair: Pair) -> Iterator[Row]:
    """Pair the values by their place; where a column is shorter, they are missing."""
    for first, second in zip_longest(_column(text, pair.input), _column(text, pair.output)):
        if first and second and first[1] != second[1]:
            words = f"`{pair.input}` has `{first[1]}` where `{pair.output}` has `{second[1]}`."
            raise UnusableFile([Problem(f"{words} Write both in one order.", first[0])])
        line = (first or second)[0]
        yield line, first and first[2], second and second[2]


def _column(text: Text, name: str) -> Iterator[Cell]:
    for found, cells in _columns(text):
        if found == name:
            yield from cells
            return


def _columns(text: Text) -> Iterator[tuple[str, Iterator[Cell]]]:
    """Yield each column's name and its cells, which may be left before their end."""
    with text.open(newline=None) as file:
        cursor = Cursor(file)
        cursor.take("{")
        while cursor.peek() not in {"", "}"}:
            cells = _cells(cursor)
            yield _key(cursor), cells
            for _ in cells:
                pass
            _go_on(cursor, "}")


def _cells(cursor: Cursor) -> Iterator[Cell]:
    opening = cursor.peek()
    if opening not in CLOSING:
        _value(cursor)
        return
    cursor.take(opening)
    while cursor.peek() not in {"", CLOSING[opening]}:
        line = cursor.line
        key = _key(cursor) if opening == "{" else ""
        yield line, key, _value(cursor)
        _go_on(cursor, CLOSING[opening])
    cursor.take(CLOSING[opening])


def _key(cursor: Cursor) -> str:
    key = _value(cursor)
    if not isinstance(key, str) or not cursor.take(":"):
        raise UnusableFile([Problem("There is no name with a colon here.", cursor.line)])
    return key


def _go_on(cursor: Cursor, closing: str) -> None:
    if cursor.take(",") or cursor.peek() == closing:
        return
    words = "There is no comma here." if cursor.peek() else "The file is cut off here."
    raise UnusableFile([Problem(f"{words} Save it as JSON again.", cursor.line)])


def _value(cursor: Cursor) -> Any:
    """Return the next value. After a broken one nobody knows which values belong together."""
    try:
        return cursor.value()
    except Broken as broken:
        raise UnusableFile([Problem(words_of(broken.error), broken.line)]) from broken

"""Rows of a file with one JSON object on each line."""

import json
from collections.abc import Callable, Iterator
from typing import Any, cast

from bot.datasets.columns import MOST_SHOWN, Pair, unknown_columns
from bot.datasets.findings import Code, Findings, kind_of
from bot.datasets.rows import Row, Table
from bot.datasets.shapes import Shape, find_shape
from bot.datasets.text import Text
from bot.errors import Problem, UnusableFile

NO_OBJECT = "No line is a JSON object with fields. Write one on each line: {}."
EXAMPLE = '`{"text_input": "…", "output": "…"}`'
TOO_DEEP = "Not JSON that can be read: it is nested too deeply, or a number in it is too long."
BLANKS = " \t\r\n"

decode: Callable[[str], tuple[Any, int]] = json.JSONDecoder().raw_decode


def open_table(text: Text, findings: Findings, columns: Pair | None = None) -> Table:
    text.check_lines()
    shape = choose_shape(_objects(text), columns, NO_OBJECT.format(EXAMPLE))
    rows = _rows(text, shape.fields, findings)
    return Table(shape.columns, shape.rows(rows, findings), "jsonl")


def choose_shape(
    objects: Iterator[tuple[int, dict[str, Any]]], columns: Pair | None, nothing: str
) -> Shape:
    """Return the shape of the first object that has one, or say what the objects have instead."""
    first: list[tuple[int, dict[str, Any]]] = []
    for line, value in objects:
        if shape := find_shape(list(value), columns):
            return shape
        if len(first) < MOST_SHOWN:
            first.append((line, value))
    if not first:
        raise UnusableFile([Problem(nothing)])
    line, value = first[0]
    names = list(dict.fromkeys([*value, *(name for _, it in first for name in it)]))
    rows = [[it.get(name) for name in names] for _, it in first]
    raise unknown_columns(names, rows, line, "Rename the fields of each object.")


def _objects(text: Text) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the lines that are objects with fields."""
    with text.open() as lines:
        for number, line in enumerate(lines, 1):
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if value and isinstance(value, dict):
                yield number, cast("dict[str, Any]", value)


def _rows(text: Text, fields: Pair, findings: Findings) -> Iterator[Row]:
    first, second = fields
    with text.open() as lines:
        for number, line in enumerate(lines, 1):
            try:
                value, end = decode(line)  # half the work of `loads`, but takes no blanks before it
                if (rest := line[end:]) != "\n" and rest.strip(BLANKS):
                    json.loads(line)  # says what is the matter with the rest
            except (ValueError, RecursionError):
                try:
                    value = json.loads(line)
                except (ValueError, RecursionError) as error:
                    if not line.isspace():
                        findings.add(Code.UNREADABLE_ROW, words_of(error), number)
                    continue
            if type(value) is dict:
                pair = cast("dict[str, Any]", value)
                yield number, pair.get(first), pair.get(second)
            else:
                findings.add(Code.NOT_TEXT, no_object(value, fields, "line"), number)


def no_object(value: Any, fields: Pair, what: str) -> str:
    """Say what there is in place of an object."""
    wanted = " and ".join(f"`{name}`" for name in dict.fromkeys(fields) if name)
    return f"The {what} is {kind_of(value)}. Write an object with {wanted}."


def words_of(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"Not valid JSON at column {error.colno}: {error.msg}."
    return TOO_DEEP

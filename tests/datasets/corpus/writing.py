"""The same rows in each format, with the line that each row begins on."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from tests.bot.datasets.workbooks import as_workbook
from tests.datasets.corpus.case import Rows

NAMES = ("text_input", "output")
Written = tuple[bytes, Sequence[int]]


class Way(NamedTuple):
    """*ending* is the name's; only ways that *hold* anything can write what is no text."""

    ending: str
    write: Callable[[Rows], Written]
    holds: bool = False


def separated(rows: Rows, delimiter: str, end: str, encoding: str) -> Written:
    out, lines = io.StringIO(newline=""), list[int]()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    for row in [NAMES, *rows]:
        lines.append(1 + len(out.getvalue().replace("\r\n", "\n").split("\n")) - 1)
        writer.writerow(row)
    return out.getvalue().encode(encoding), lines[1:]


def comma(rows: Rows) -> Written:
    return separated(rows, ",", "\n", "utf-8")


def excel(rows: Rows) -> Written:
    return separated(rows, "\t", "\r\n", "utf-16")


def lines(rows: Rows) -> Written:
    """Write an object on each line, with a blank line before each."""
    text = "".join(f"\n{json.dumps(dict(zip(NAMES, row, strict=True)))}\n" for row in rows)
    return text.encode(), range(2, 2 * len(rows) + 2, 2)


def objects(rows: Rows) -> Written:
    text = json.dumps([dict(zip(NAMES, row, strict=True)) for row in rows], indent=1)
    return text.encode(), range(2, 4 * len(rows) + 2, 4)


def columns(rows: Rows) -> Written:
    """Write an object of columns; a row's line is that of its input."""
    first, second = zip(*rows, strict=True)
    inside = [
        f'"{name}": [\n{_one_a_line(it)}\n]'
        for name, it in zip(NAMES, (first, second), strict=True)
    ]
    text = f"{{{', '.join(inside)}}}"
    return text.encode(), range(2, len(rows) + 2)


def chats(rows: Rows) -> Written:
    text = "".join(f"{json.dumps({'messages': _turns(*row)})}\n" for row in rows)
    return text.encode(), range(1, len(rows) + 1)


def sheet(rows: Rows) -> Written:
    return as_workbook([(), NAMES, *rows]), range(3, len(rows) + 3)


def _one_a_line(values: Sequence[Any]) -> str:
    return ",\n".join(map(json.dumps, values))


def _turns(first: Any, second: Any) -> list[dict[str, Any]]:
    return [{"role": "user", "content": first}, {"role": "assistant", "content": second}]


WAYS = (
    Way("csv", comma),
    Way("utf16.txt", excel),
    Way("jsonl", lines, holds=True),
    Way("json", objects, holds=True),
    Way("columns.json", columns, holds=True),
    Way("chat.jsonl", chats, holds=True),
)
SHEET = Way("xlsx", sheet)

"""What every reader makes of a file: two columns, row by row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.datasets.columns import Pair

# (line, input, output): a plain tuple, since there may be a hundred thousand of them.
# A value is None where it is missing, and may be anything that a format can hold.
Row = tuple[int, Any, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A file being read: its two columns, and its rows as they come, once.

    *format* is csv, tsv, json, jsonl or xlsx; *sheet* is the one of a workbook that is read.
    Going through the rows adds to the findings, and raises `UnusableFile` where a file turns
    out on the way to be no such file at all.
    """

    columns: Pair
    rows: Iterator[Row]
    format: str
    sheet: str | None = None

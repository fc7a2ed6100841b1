"""What every reader makes of a file: two columns, row by row."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from bot.datasets.columns import Pair

# (line, input, output): a plain tuple, since there may be a hundred thousand of them.
# A value is None where it is missing, and may be anything that a format can hold.
Row = tuple[int, Any, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A file being read: its two columns, and its rows as they come."""

    columns: Pair
    rows: Iterator[Row]


def lines(content: bytes) -> TextIO:
    """Return the lines of a file, with their own ends; a byte-order mark is no text."""
    return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")

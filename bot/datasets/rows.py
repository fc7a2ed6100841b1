"""What every reader makes of a file: two columns, row by row."""

import codecs
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
    format: str = "csv"


def lines(content: bytes) -> TextIO:
    """Return the lines of a file, with their own ends; a byte-order mark is no text."""
    raw = io.BytesIO(content)
    # Cheaper than the codec that leaves the mark out, which is not written in C.
    raw.seek(len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0)
    return io.TextIOWrapper(raw, encoding="utf-8", newline="")

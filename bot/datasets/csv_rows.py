"""Rows of comma-separated values, with the line of the raw file that each begins on."""

import csv
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.datasets.columns import Pair
from bot.datasets.dialects import MARKS, Header, find_header, words_of
from bot.datasets.findings import Code, Findings
from bot.datasets.rows import Row, Table
from bot.datasets.text import Text

if TYPE_CHECKING:
    from _csv import Reader


def open_table(text: Text, findings: Findings, columns: Pair | None = None) -> Table:
    text.check_lines()
    header = find_header(text, columns)
    kind = "tsv" if header.dialect.delimiter == "\t" else "csv"
    return Table(header.pair, _rows(text, header, findings), kind)


def _rows(text: Text, header: Header, findings: Findings) -> Iterator[Row]:
    with text.open() as lines:
        for _ in range(header.dialect.skipped):
            lines.readline()
        reader = header.dialect.reader(lines)
        if header.line:
            next(filter(any, reader))
        yield from _below(reader, header, findings)


def _below(reader: "Reader", header: Header, findings: Findings) -> Iterator[Row]:
    """Yield the rows below the column names. A row that can't be read doesn't end the reading."""
    (first, second), width = header.at, header.width
    start = header.dialect.skipped + 1
    line = reader.line_num + start
    while True:
        try:
            for cells in reader:
                if len(cells) == width:
                    yield line, cells[first], cells[second]
                elif any(cells[width:]):
                    words = _too_many(cells, width, header.dialect.delimiter)
                    findings.add(Code.UNREADABLE_ROW, words, line)
                elif cells and not (len(cells) == 1 and not cells[0].strip()):
                    full = [*cells, *[""] * width]
                    yield line, full[first], full[second]
                line = reader.line_num + start
        except csv.Error as error:
            findings.add(Code.UNREADABLE_ROW, words_of(error), line)
            line = reader.line_num + start
        else:
            return


def _too_many(cells: Sequence[str], width: int, delimiter: str) -> str:
    return (
        f"The row has {len(cells)} cells for {width} columns. "
        f'Put "quotes" around text that has {MARKS[delimiter]} in it.'
    )

"""Rows of comma-separated values, with the line of the raw file that each begins on."""

import csv
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.datasets.columns import Pair, find_pair, fold, wrong_columns
from bot.datasets.findings import Code, Findings
from bot.datasets.rows import Row, Table, lines
from bot.errors import Problem, UnusableFile

DELIMITERS = (",", ";", "\t")  # semicolons: Excel, where the comma is a decimal point

# The module's own limit is 128 KiB and its words for it are no help; ours is the file's size.
csv.field_size_limit(2**31 - 1)


class Header(NamedTuple):
    """The first row that is not blank, read with some delimiter; none if it can't be read."""

    names: Sequence[str]
    line: int
    error: csv.Error | None = None


def fits(content: bytes) -> bool:
    """Say whether the file begins with a line of column names that we know."""
    return any(find_pair(_header(content, mark).names) for mark in DELIMITERS)


def open_table(content: bytes, findings: Findings) -> Table:
    """Find the delimiter by the column names, which are known; guessing goes wrong on text."""
    headers = {mark: _header(content, mark) for mark in DELIMITERS}
    for delimiter, header in headers.items():
        if pair := find_pair(header.names):
            _check_once(header, pair)
            at = (header.names.index(pair.input), header.names.index(pair.output))
            return Table(pair, _rows(content, delimiter, at, findings))
    best = max(headers.values(), key=lambda header: len(header.names))
    if best.error:
        raise UnusableFile([Problem(_words(best.error), best.line)])
    raise wrong_columns(best.names, best.line, _advice(best.names))


def _advice(names: Sequence[str]) -> str:
    if len(names) == 1:
        return "Put a comma between the two columns, and their names in the first line."
    return "Put the names of the columns in the first line."


def _check_once(header: Header, pair: Pair) -> None:
    folded = [fold(name) for name in header.names]
    for name in pair:
        if folded.count(fold(name)) > 1:
            message = f"The column `{name}` is there twice. Rename or remove one of them."
            raise UnusableFile([Problem(message, header.line)])


def _header(content: bytes, delimiter: str) -> Header:
    reader, line = csv.reader(lines(content), delimiter=delimiter, strict=True), 1
    try:
        for cells in reader:
            if any(cells):
                return Header([cell.strip() for cell in cells], line)
            line = reader.line_num + 1
    except csv.Error as error:
        return Header([], line, error)
    return Header([], line)


def _rows(content: bytes, delimiter: str, at: tuple[int, int], findings: Findings) -> Iterator[Row]:
    """Yield the rows below the column names. A row that can't be read doesn't end the reading."""
    reader, line = csv.reader(lines(content), delimiter=delimiter, strict=True), 1
    first, second = at
    width = -1
    while True:
        try:
            for cells in reader:
                if len(cells) == width:
                    yield line, cells[first], cells[second]
                elif width < 0:
                    width = len(cells) if any(cells) else -1
                elif any(cells[width:]):
                    findings.add(Code.UNREADABLE_ROW, _too_many(cells, width, delimiter), line)
                elif cells and not (len(cells) == 1 and not cells[0].strip()):
                    full = [*cells, *[""] * width]
                    yield line, full[first], full[second]
                line = reader.line_num + 1
        except csv.Error as error:
            findings.add(Code.UNREADABLE_ROW, _words(error), line)
            line = reader.line_num + 1
        else:
            return


def _too_many(cells: Sequence[str], width: int, delimiter: str) -> str:
    mark = {",": "a comma", ";": "a semicolon", "\t": "a tab"}[delimiter]
    return (
        f"The row has {len(cells)} cells for {width} columns. "
        f'Put "quotes" around text that has {mark} in it.'
    )


def _words(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return 'A quote that opens in this row is never closed. Close it with `"`.'
    if "expected after" in str(error):
        return 'There is text after a closing quote. Write a quote inside quotes twice: `""`.'
    return "This row can't be read as CSV. Save the file as CSV again."

"""How a file of separated values is written: what separates, what quotes, where the names are."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from bot.datasets.columns import Pair, by_number, check_once, find_pair, unknown_columns
from bot.datasets.text import Text
from bot.errors import Problem, UnusableFile

if TYPE_CHECKING:
    from _csv import Reader

MARKS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
SEPARATOR = re.compile(r'"?sep=([,;\t|])"?\r?\n')  # a first line that Excel knows, and writes
# Names in quotes with a blank before them: there quotes count after the blank too.
SPACED = re.compile(r'\s*"[^"\r\n]*"(?:[,;|] +"[^"\r\n]*")+\s*$', re.MULTILINE)
QUOTED = re.compile(r'(?:^|\t)"(?:[^"]|"")*"(?:\t|\r?$)', re.MULTILINE)
LOOKED_AT = 20  # rows

# The module's own limit is 128 KiB. A quote that is never closed makes a cell of all the rest of
# a file, which must not fill the memory.
csv.field_size_limit(2**24)


class Dialect(NamedTuple):
    """*quote* is empty where quotes are characters like others; *skipped* lines come before."""

    delimiter: str
    quote: str = '"'
    spaced: bool = False
    skipped: int = 0

    def reader(self, lines: Iterable[str]) -> "Reader":
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            skipinitialspace=self.spaced,
            strict=True,
        )


class Start(NamedTuple):
    """The first row that is not blank, and those after it, read in some dialect."""

    dialect: Dialect
    names: Sequence[str]
    line: int
    rows: Sequence[Sequence[str]]
    error: csv.Error | None = None

    @property
    def evenness(self) -> tuple[int, int]:
        """How many rows are as wide as the first, if that has several columns, and how wide."""
        width = len(self.names)
        return (sum(len(row) == width for row in self.rows) + 1, width) if width > 1 else (0, width)


class Header(NamedTuple):
    """Where the two columns are; *line* is that of the names, 0 if the file has none."""

    dialect: Dialect
    pair: Pair
    at: tuple[int, int]
    width: int
    line: int


def fits(text: Text) -> bool:
    """Say whether the file begins with a line of column names that we know."""
    return any(find_pair(start.names) for start in _starts(text))


def find_header(text: Text, chosen: Pair | None) -> Header:
    """Go by the column names, which are known; guessing goes wrong on text.

    Raise `UnknownColumns` if there are others, and `UnusableFile` if there are none.
    """
    starts = list(_starts(text))
    for start in starts:
        if pair := find_pair(start.names, chosen):
            check_once(start.names, pair, start.line)
            at = (start.names.index(pair.input), start.names.index(pair.output))
            return Header(start.dialect, pair, at, len(start.names), start.line)
    best = max(starts, key=lambda start: start.evenness)
    if best.error:
        raise UnusableFile([Problem(words_of(best.error), best.line)])
    if chosen and (places := by_number(len(best.names), chosen)):
        return Header(best.dialect, chosen, places, len(best.names), 0)
    raise unknown_columns(best.names, best.rows[:3], best.line, _advice(best.names))


def _starts(text: Text) -> Iterator[Start]:
    """Read how the file begins in every dialect that it may be written in."""
    start, skipped = text.start, 0
    delimiters = tuple(MARKS)
    if told := SEPARATOR.match(start):
        start, skipped, delimiters = start[told.end() :], 1, (told[1],)
    spaced = bool(SPACED.match(start))
    for quote in "'\"" if start.lstrip()[:1] == "'" else '"':
        for delimiter in delimiters:
            plain = delimiter == "\t" and "\t" in start and not QUOTED.search(start)
            dialect = Dialect(delimiter, "" if plain else quote, spaced, skipped)
            yield _start(start, dialect, whole=text.whole)


def _start(text: str, dialect: Dialect, *, whole: bool) -> Start:
    reader, line = dialect.reader(io.StringIO(text, newline="")), dialect.skipped + 1
    try:
        for names in reader:
            if any(names):
                rows = list(_below(reader))
                rows = rows if whole or len(rows) == LOOKED_AT else rows[:-1]
                return Start(dialect, [name.strip() for name in names], line, rows)
            line = reader.line_num + dialect.skipped + 1
    except csv.Error as error:
        return Start(dialect, [], line, [], error)
    return Start(dialect, [], line, [])


def _below(reader: "Reader") -> Iterator[list[str]]:
    """Yield a few rows, up to the first that can't be read."""
    try:
        yield from islice(filter(any, reader), LOOKED_AT)
    except csv.Error:
        return


def _advice(names: Sequence[str]) -> str:
    if len(names) == 1:
        return "Put a comma between the two columns, and their names in the first line."
    return "Put the names of the columns in the first line."


def words_of(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return 'A quote that opens in this row is never closed. Close it with `"`.'
    if "expected after" in str(error):
        return 'There is text after a closing quote. Write a quote inside quotes twice: `""`.'
    if "field larger" in str(error):
        return 'A cell that begins in this row has no end. Close its quote with `"`.'
    return "This row can't be read as CSV. Save the file as CSV again."

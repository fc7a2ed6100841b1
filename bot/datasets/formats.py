"""What kind of file it is, by its bytes first: a name may lie."""

import codecs
from pathlib import PurePath
from typing import Protocol

from bot.datasets import csv_rows, dialects, json_columns, json_lines, json_list, xlsx_rows
from bot.datasets.columns import Pair
from bot.datasets.findings import Findings, shorten
from bot.datasets.rows import Table
from bot.datasets.source import Source
from bot.datasets.text import SAVE_AS, Text, read_text
from bot.errors import Problem, UnusableFile


class Reader(Protocol):
    """What each module that reads a format of text has."""

    def open_table(
        self, text: Text, findings: Findings, columns: Pair | None = None, /
    ) -> Table: ...


MAX_FILE_BYTES = 10 * 1024 * 1024  # Slack's own limit for a file in a form
JSON_NAMES = {".jsonl", ".ndjson", ".json"}
WORKBOOK_NAMES = {".xlsx", ".xlsm", ".xltx", ".xltm"}
ZIPPED = b"PK\x03\x04"
PARQUET = (
    "Save it as JSON lines, in pandas with "
    '`read_parquet("…").to_json("pairs.jsonl", orient="records", lines=True)`, and attach that.'
)

# How other kinds of file begin, what people call them, and what to do where that is special.
KINDS = (
    (b"%PDF", "a PDF", SAVE_AS),
    (ZIPPED, "an Excel workbook or another zipped file", SAVE_AS),
    (b"PK\x05\x06", "an empty zip file", SAVE_AS),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file, or one with a password", SAVE_AS),
    (b"PAR1", "a Parquet file", PARQUET),
    (b"\x1f\x8b", "a gzip file", "Unpack it, and attach what is in it."),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file", "Unpack it, and attach what is in it."),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip file", "Unpack it, and attach what is in it."),
    (b"BZh", "a bzip2 file", "Unpack it, and attach what is in it."),
    (b"\xfd7zXZ", "an xz file", "Unpack it, and attach what is in it."),
    (b"SQLite format 3\0", "an SQLite database", SAVE_AS),
    (b"\x89PNG", "a picture", SAVE_AS),
    (b"\xff\xd8\xff", "a picture", SAVE_AS),
    (b"GIF8", "a picture", SAVE_AS),
    (b"{\\rtf", "a rich text document", SAVE_AS),
    (b"<!doctype html", "a web page", SAVE_AS),
    (b"<html", "a web page", SAVE_AS),
    (b"<?xml", "an XML file", SAVE_AS),
)


def open_table(
    source: Source, findings: Findings, columns: Pair | None = None, *, trusting: bool = False
) -> Table:
    """Find the two columns; rows are read, and findings added, as the table is gone through.

    *columns* are two names that somebody chose, where ours don't fit. Raise `UnknownColumns`
    where somebody has to, and `UnusableFile` for what can't be read at all. If *trusting*, text
    that has no mark is taken for UTF-8 without going through it first; where it is none,
    `UnicodeDecodeError` comes up on the way.
    """
    if not source.size:
        raise _empty()
    with source.open() as file:
        start = file.read(64)
    if start.startswith(ZIPPED) and PurePath(source.name).suffix.lower() in WORKBOOK_NAMES:
        return xlsx_rows.open_table(source, columns)
    _check_kind(start, source.name)
    text = read_text(source, findings, trusting=trusting)
    if not text.start.strip("\ufeff \t\r\n") and text.whole:
        raise _empty()
    table = _reader(text).open_table(text, findings, columns)
    rows = text.sound(table.rows, findings)
    return Table(table.columns, rows, table.format)


def check_size(size: int, most: int = MAX_FILE_BYTES) -> None:
    """Raise `UnusableFile` for a file of so many bytes, if that is too much or nothing."""
    if size > most:
        words = f"The file is over {most // 2**20} MB, which is the most. Attach a smaller one."
        raise UnusableFile([Problem(words)])
    if not size:
        raise _empty()


def _empty() -> UnusableFile:
    return UnusableFile([Problem("The file is empty. Attach one with a pair on each line.")])


def _check_kind(start: bytes, file_name: str) -> None:
    start = start.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    for magic, kind, advice in KINDS:
        if start.startswith(magic.lower()):
            named = f" although its name is {shorten(file_name)}" if file_name else ""
            raise UnusableFile([Problem(f"This is {kind},{named}. {advice}")])


def _reader(text: Text) -> Reader:
    """Tell JSON from CSV. Names are believed, except where the first line plainly differs."""
    first = text.start.lstrip("\ufeff \t\r\n")[:1]
    named = PurePath(text.source.name).suffix.lower() in JSON_NAMES
    if first == "{" or (first == "[" and named) or (named and not dialects.fits(text)):
        is_json = True
    else:
        is_json = first == "[" and not dialects.fits(text)
    if not is_json:
        return csv_rows
    if json_list.fits(text):
        return json_list
    return json_columns if json_columns.fits(text) else json_lines

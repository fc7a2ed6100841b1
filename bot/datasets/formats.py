"""What kind of file it is, by its bytes first: a name may lie."""

import codecs
from collections.abc import Iterator
from pathlib import PurePath

from bot.datasets import csv_rows, json_lines
from bot.datasets.findings import Code, Findings, shorten
from bot.datasets.rows import Table
from bot.errors import Problem, UnusableFile

MAX_FILE_BYTES = 10 * 1024 * 1024  # Slack's own limit for a file in a form
CHUNK = 2**16  # what is decoded at once: the text of a whole file may be four times its size
JSON_NAMES = {".jsonl", ".ndjson", ".json"}
SAVE_AS = "Save it as CSV (in Excel: *CSV UTF-8*) or as JSON lines, and attach that."

# How other kinds of file begin, and what people call them.
KINDS = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "an Excel workbook or another zipped file"),
    (b"PK\x05\x06", "an empty zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"PAR1", "a Parquet file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a rich text document"),
    (codecs.BOM_UTF16_LE, "text in UTF-16"),
    (codecs.BOM_UTF16_BE, "text in UTF-16"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML file"),
)


def open_table(content: bytes, file_name: str, findings: Findings) -> Table:
    """Find the two columns; rows are read, and findings added, as the table is gone through."""
    check_size(len(content))
    _check_kind(content, file_name)
    _check_encoding(content)
    if _is_json(content, file_name):
        return json_lines.open_table(content, findings)
    return csv_rows.open_table(content, findings)


def check_size(size: int) -> None:
    """Raise `UnusableFile` for a file of so many bytes, if that is too much or nothing."""
    if size > MAX_FILE_BYTES:
        most = MAX_FILE_BYTES // 2**20
        words = f"The file is over {most} MB, which is the most. Attach a smaller one."
        raise UnusableFile([Problem(words)])
    if not size:
        raise _empty()


def _empty() -> UnusableFile:
    return UnusableFile([Problem("The file is empty. Attach one with a pair on each line.")])


def _check_kind(content: bytes, file_name: str) -> None:
    start = content.removeprefix(codecs.BOM_UTF8)[:64].lstrip()
    for magic, kind in KINDS:
        if start.lower().startswith(magic.lower()):
            named = f" although its name is {shorten(file_name)}" if file_name else ""
            raise UnusableFile([Problem(f"This is {kind},{named}. {SAVE_AS}")])
    if b"\0" in content:
        raise UnusableFile([Problem(f"This is no plain text. {SAVE_AS}")])
    if not start and not content.removeprefix(codecs.BOM_UTF8).strip():
        raise _empty()


def _check_encoding(content: bytes) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), CHUNK):
            decoder.decode(content[start : start + CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        findings = Findings()
        for line, text in _foreign_lines(content):
            findings.add(
                Code.UNREADABLE_ROW,
                f"{shorten(text)} is not UTF-8. Save the file as UTF-8 (in Excel: *CSV UTF-8*).",
                line,
            )
        raise findings.as_error() from None


def _foreign_lines(content: bytes) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not UTF-8, as Windows would read them, which is the likeliest."""
    for number, line in enumerate(content.splitlines(), 1):
        try:
            line.decode()
        except UnicodeDecodeError as error:
            start = max(error.start - 15, 0)
            yield number, line[start : error.start + 15].decode("cp1252", "replace")


def _is_json(content: bytes, file_name: str) -> bool:
    """Tell JSON from CSV. Names are believed, except where the first line plainly differs."""
    first = content.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    if PurePath(file_name).suffix.lower() in JSON_NAMES:
        return first in {b"{", b"["} or not csv_rows.fits(content)
    return first == b"{" or (first == b"[" and not csv_rows.fits(content))

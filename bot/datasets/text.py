"""The text of a file: how its bytes are to be read, found out in one pass over all of them."""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, TextIO

from bot.datasets.findings import Code, Findings, shorten
from bot.datasets.rows import Row
from bot.datasets.source import CHUNK, Source
from bot.errors import Problem, UnusableFile

START = 2**16  # characters from which the rest is guessed
NAMES = 2**8  # bytes that the names of the columns are likely to be in
LONGEST_LINE = 2**24  # bytes; more than any pair has, and what is held of a file at once
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAVE_AS = "Save it as CSV (in Excel: *CSV UTF-8*) or as JSON lines, and attach that."
WINDOWS = (
    "The file is not UTF-8. It is read as Windows text, as in {}: if that looks wrong, save it as "
    "UTF-8 (in Excel: *CSV UTF-8*)."
)
# What Western European text in Windows-1252 hardly has: a capital after a small letter, a sign
# within a word, many accented letters in a row. Text in other encodings, read so, is full of it.
STRANGE = re.compile(
    r"(?<=[a-z\u00df-\u00ff])[\u00c0-\u00d6\u00d8-\u00de\u0152\u0160\u0178\u017d]"
    r"|(?<=[^\W\d_])[\u00a1-\u00a9\u00ab\u00ac\u00ae-\u00b6\u00b8\u00b9\u00bb-\u00bf\u00d7\u00f7"
    r"\u0192\u02c6\u02dc\u201a\u201c-\u2022\u2030\u2039\u203a\u20ac\u2122](?=[^\W\d_])"
    r"|[\u00c0-\u00ff]{3,}"
)
FOREIGN = re.compile(r"[^\0-\x7f]")
HALVES = re.compile("[\ud800-\udc7f\udd00-\udfff]")
LOST = re.compile("[\udc80-\udcff]")  # bytes that are no UTF-8, as Python keeps them


@dataclass(frozen=True, slots=True)
class Text:
    """A file that can be opened as text any number of times. *start* is how it begins.

    *mark* counts the bytes of its byte-order mark, *longest* those of its longest line, roughly.
    """

    source: Source
    encoding: str
    start: str = ""
    mark: int = 0
    longest: int = 0
    errors: str = "strict"

    @property
    def whole(self) -> bool:
        """Whether *start* is all of it."""
        return len(self.start) < START

    def open(self, newline: str | None = "") -> TextIO:
        """Return its lines, with their own ends unless *newline* is None."""
        raw = self.source.open()
        raw.seek(self.mark)  # cheaper than the codec that leaves the mark out
        return io.TextIOWrapper(raw, encoding=self.encoding, errors=self.errors, newline=newline)

    def check_lines(self) -> None:
        if self.longest > LONGEST_LINE:
            most = LONGEST_LINE // 2**20
            words = f"A line of the file is over {most} MB long. Write one pair on each line."
            raise UnusableFile([Problem(words)])

    def sound(self, rows: Iterator[Row], findings: Findings) -> Iterator[Row]:
        """Leave out rows with bytes that stand for no character, which are findings."""
        return _sound(rows, findings) if self.errors == "surrogateescape" else rows


def read_text(source: Source, findings: Findings, *, trusting: bool = False) -> Text:
    """Find out the encoding; raise `UnusableFile` for what is no text.

    If *trusting*, what seems to be UTF-8 is not gone through to see whether all of it is.
    """
    with source.open() as file:
        encoding, mark = _likeliest(file.read(START))
    longest, sound = _survey(source, encoding, mark, trusting=trusting and encoding == "utf-8")
    errors = "strict"
    if not sound and encoding != "utf-8":
        errors = "replace"
    elif not sound and (sample := _windows_sample(source)):
        encoding = "cp1252"
        findings.add(Code.MOJIBAKE, WINDOWS.format(shorten(sample)))
    elif not sound:
        errors = "surrogateescape"
    text = Text(source, encoding, "", mark, longest, errors)
    with text.open() as file:
        return Text(source, encoding, file.read(START), mark, longest, errors)


def _likeliest(start: bytes) -> tuple[str, int]:
    """Return the encoding that the first bytes speak for, and the length of the mark."""
    for mark, encoding in MARKS:
        if start.startswith(mark):
            return encoding, len(mark)
    names = start[:NAMES]  # mostly of characters that take one byte of the two
    for name, zeros, others in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        if names[zeros::2].count(0) > 4 * names[others::2].count(0) + len(names) // 8:
            return name, 0
    return "utf-8", 0


def _survey(source: Source, encoding: str, mark: int, *, trusting: bool) -> tuple[int, bool]:
    """Return the length of the longest line, and whether all of the file can be decoded."""
    decoder = codecs.getincrementaldecoder(encoding)()
    longest, run, sound = 0, 0, True
    for chunk in chain(source.chunks(), (b"",)):
        text, mark = chunk[mark:], 0
        try:
            decoded = decoder.decode(text, final=not text) if sound and not trusting else ""
        except UnicodeDecodeError:
            decoded, sound = "", False
        if "\0" in decoded or (encoding == "utf-8" and b"\0" in text):
            raise UnusableFile([Problem(f"This is no plain text. {SAVE_AS}")])
        cut = max(text.find(b"\n"), text.find(b"\r"))
        run = run + len(text) if cut < 0 else len(text)
        longest = max(longest, run)
    return longest, sound


def _windows_sample(source: Source) -> str | None:
    """Return some text with accents if the file is plainly in Windows-1252, else None."""
    sample, foreign, strange = "", 0, 0
    decoder = codecs.getincrementaldecoder("cp1252")()
    with source.open() as file:
        while chunk := file.read(CHUNK):
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError:  # five bytes stand for nothing there
                return None
            foreign += len(FOREIGN.findall(text))
            strange += sum(map(len, STRANGE.findall(text)))
            if not sample and (first := FOREIGN.search(text)):
                sample = _around(text, first.start())
    return sample if strange <= foreign * 0.05 else None


def _around(text: str, place: int) -> str:
    """Return the line around a place, or some of it."""
    before = re.split(r"[\r\n]", text[max(place - 15, 0) : place])[-1]
    return before + re.split(r"[\r\n]", text[place : place + 15])[0]


def _sound(rows: Iterator[Row], findings: Findings) -> Iterator[Row]:
    for row in rows:
        lost = next(filter(None, map(_lost, row[1:])), None)
        if lost is None:
            yield row
            continue
        words = f"{lost} is not UTF-8. Save the file as UTF-8 (in Excel: *CSV UTF-8*)."
        findings.add(Code.UNREADABLE_ROW, words, row[0])


def _lost(value: Any) -> str | None:
    """Return some of a text with lost bytes as Windows would read them, the likeliest."""
    if not isinstance(value, str) or not (first := LOST.search(value)):
        return None
    around = HALVES.sub("?", _around(value, first.start())).encode("utf-8", "surrogateescape")
    return shorten(around.decode("cp1252", "replace"))

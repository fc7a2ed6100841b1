"""Read the workbook in standard input and write its rows to standard output.

Run as `python -m bot.datasets.workbook`, in a process of its own with little memory and little
time: whatever a crafted workbook does to a reader, it does it here. Each line that is written
is JSON: the sheet's name, then lists of rows `[number, [text, …]]`, at the end `{"end": true}`;
or `{"refused": "…"}`, with the words for the person.
"""

import io
import json
import sys
import warnings
from collections.abc import Iterator
from typing import Any, TextIO

from bot.datasets.cells import text_of
from bot.datasets.zipped import check_archive, damaged, too_large
from bot.errors import UnusableFile

MEMORY = 400 * 2**20  # bytes of addresses, of which libraries take a part
SECONDS = 60  # of the processor
MOST_COLUMNS = 16
MOST_ROWS = 2**20  # what Excel can have
LONGEST_CELL = 2**20  # characters; Excel has 32,767
BATCH = 2**17  # characters, about


def main() -> None:
    _limit()
    out = sys.stdout
    try:
        content = io.BytesIO(sys.stdin.buffer.read())
        check_archive(content)
        for message in _messages(content):
            _write(out, message)
    except UnusableFile as error:
        _write(out, {"refused": error.problems[0].message})
    except MemoryError:
        _write(out, {"refused": too_large("takes too much memory to read").problems[0].message})
    except Exception:  # noqa: BLE001 - the library raises anything; the words are the same
        _write(out, {"refused": damaged().problems[0].message})


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write(out: TextIO, message: Any) -> None:
    out.write(json.dumps(message) + "\n")
    out.flush()


def _messages(content: io.BytesIO) -> Iterator[Any]:
    from openpyxl import load_workbook  # noqa: PLC0415 - after the limits

    warnings.simplefilter("ignore")
    book = load_workbook(content, read_only=True, data_only=True, keep_links=False)
    sheets: list[Any] = sorted(book.worksheets, key=lambda it: it.sheet_state != "visible")
    for sheet in sheets:
        batches = _batches(sheet)
        if first := next(batches, None):
            yield sheet.title
            yield first
            yield from batches
            break
    yield {"end": True}


def _batches(sheet: Any) -> Iterator[list[tuple[int, list[str | None]]]]:
    """Yield rows that are not empty, some at a time, each with its number."""
    batch: list[tuple[int, list[str | None]]] = []
    size = 0
    for number, cells in _rows(sheet):
        batch.append((number, cells))
        size += sum(len(it) for it in cells if it)
        if size > BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _rows(sheet: Any) -> Iterator[tuple[int, list[str | None]]]:
    sheet.reset_dimensions()  # what some programs write there is wrong, and rows would be lost
    before = None
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        if number > MOST_ROWS:
            raise too_large(f"has a row beyond {MOST_ROWS:,}, the last that there can be")
        if row is before:  # one of a million missing ones, which are all the same
            continue
        before = row
        texts = [_text(cell) for cell in row]
        while texts and texts[-1] is None:
            texts.pop()
        if texts:
            yield number, texts


def _text(cell: Any) -> str | None:
    value = cell.value
    if type(value) is str:
        if len(value) > LONGEST_CELL:
            raise too_large(
                f"has a cell of {len(value):,} characters; {LONGEST_CELL:,} are the most"
            )
        return value or None
    return None if value is None else text_of(value, cell.number_format)


if __name__ == "__main__":
    main()

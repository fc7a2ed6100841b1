"""Rows of a workbook, which a child process reads: see `bot.datasets.workbook`.

The sheet is the first visible one that has rows; a row's line is its number in the sheet.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from threading import Timer
from typing import Any, cast

import bot
from bot.datasets.columns import MOST_SHOWN, Pair, by_number, check_once, find_pair, unknown_columns
from bot.datasets.rows import Row, Table
from bot.datasets.source import CHUNK, Source
from bot.datasets.zipped import MB, MOST_BYTES, damaged, too_large
from bot.errors import Problem, UnusableFile

HOME = Path(bot.__file__).parent.parent
COMMAND = (sys.executable, "-m", "bot.datasets.workbook")
# All that the child sees of the environment: none of the bot's tokens.
ENVIRONMENT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
DEADLINE = 300  # seconds, of which the child may use its processor for a few: see there
LONGEST = 2**26  # characters of a message
EMPTY = "The workbook is empty. Write the names of the columns and a pair in each row below."
ADVICE = "Put the names of the columns in the first row."

Cells = Sequence[str | None]


def open_table(source: Source, columns: Pair | None = None, deadline: float = DEADLINE) -> Table:
    """Raise `UnusableFile` for a workbook that may not be read; its rows may do so too."""
    if source.size > MOST_BYTES:
        raise too_large(f"has {source.size // MB:,} MB; {MOST_BYTES // MB} are the most")
    messages = _messages(source, deadline)
    sheet = next(messages)
    if not isinstance(sheet, str):
        raise UnusableFile([Problem(EMPTY)])
    rows = (
        row for batch in messages if isinstance(batch, list) for row in cast("list[Any]", batch)
    )
    first = list(islice(rows, MOST_SHOWN + 1))
    line, cells = first[0]
    names = [(cell or "").strip() for cell in cells]
    if pair := find_pair(names, columns):
        check_once(names, pair, line)
        at = (names.index(pair.input), names.index(pair.output))
        return Table(pair, _pairs(chain(first[1:], rows), at), "xlsx", sheet)
    if columns and (places := by_number(len(names), columns)):
        return Table(columns, _pairs(chain(first, rows), places), "xlsx", sheet)
    messages.close()
    raise unknown_columns(names, [it for _, it in first[1:]], line, ADVICE)


def _pairs(rows: Iterator[tuple[int, Cells]], at: tuple[int, int]) -> Iterator[Row]:
    first, second = at
    for line, cells in rows:
        width = len(cells)
        yield (
            line,
            cells[first] if first < width else None,
            cells[second] if second < width else None,
        )


def _messages(source: Source, deadline: float) -> Generator[Any, None, None]:
    """Yield what the child writes; raise `UnusableFile` with its words, or for its death."""
    child = subprocess.Popen(  # noqa: S603
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=HOME,
        env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
    )
    assert child.stdin and child.stdout  # noqa: S101, PT018 - pipes, as asked for
    clock = Timer(deadline, child.kill)
    clock.daemon = True
    clock.start()
    try:
        _feed(source, child)
        while line := child.stdout.readline(LONGEST):
            message = json.loads(line)
            if isinstance(message, dict):
                if refused := cast("dict[str, Any]", message).get("refused"):
                    raise UnusableFile([Problem(refused)])
                yield message
                return
            yield message
        raise _died(child)
    except ValueError as error:
        raise damaged() from error
    finally:
        clock.cancel()
        child.kill()
        child.stdout.close()
        child.wait()


def _feed(source: Source, child: "subprocess.Popen[bytes]") -> None:
    """Write all of the file; the child reads all before it answers."""
    assert child.stdin  # noqa: S101 - a pipe, as asked for
    try:
        with source.open() as file, child.stdin as pipe:
            while chunk := file.read(CHUNK):
                pipe.write(chunk)
    except BrokenPipeError:
        return  # it died, which is told when nothing comes back


def _died(child: "subprocess.Popen[bytes]") -> UnusableFile:
    late = {-signal.SIGKILL, -getattr(signal, "SIGXCPU", signal.SIGKILL)}
    return too_large(
        "takes too long to read" if child.wait() in late else "takes too much memory to read"
    )

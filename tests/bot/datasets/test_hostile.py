"""Files made to do harm are refused in words. The bot's own process stays as it is."""

import gzip
import io
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.datasets.workbook import MEMORY
from tests.bot.datasets.workbooks import HEAD, as_workbook, crafted, row

MOST = 300_000  # KiB that the bot, or its child, may come to


def bomb() -> bytes:
    """Return less than 1 MB that unpacks to 300 MB."""
    cells = row(2, "x" * 4000).encode() * 250
    return crafted(cells for _ in range(300))


def small_bomb() -> bytes:
    return crafted([row(2, "x" * 4000).encode() * 5000])


def laughs(encoding: str = "utf-8") -> bytes:
    entities = ['<!ENTITY a0 "ha">']
    entities += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    doctype = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w [{"".join(entities)}]>'
    sheet = f"{doctype}<worksheet><sheetData>{row(1, '&a9;')}</sheetData></worksheet>"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(crafted([]))) as old, zipfile.ZipFile(out, "w") as archive:
        for name in old.namelist():
            content = sheet.encode(encoding) if "sheet1" in name else old.read(name)
            archive.writestr(name, content)
    return out.getvalue()


def one_cell(size: int) -> bytes:
    """Return a workbook with a single cell, not packed at all."""

    def pieces() -> Iterator[str | bytes]:
        yield f'{HEAD}<row r="2"><c t="inlineStr"><is><t>'
        for _ in range(size // 2**20):
            yield b"x" * 2**20
        yield "</t></is></c></row>"

    return crafted(pieces(), packed=False)


def corners() -> bytes:
    last = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>b</t></is></c></row>'
    return crafted([row(1, "text_input"), last])


def gzip_claiming_much() -> bytes:
    return gzip.compress(b"text_input,output\n", mtime=0)[:-4] + (10 * 10**9 % 2**32).to_bytes(
        4, "little"
    )


def matryoshka() -> bytes:
    content = b"x" * 2**20
    for _ in range(5):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("next.zip", content)
        content = out.getvalue()
    return content


def many_parts() -> bytes:
    out = io.BytesIO(crafted([]))
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(300):
            archive.writestr(f"xl/x{number}.xml", "<x/>")
    return out.getvalue()


def lying_size() -> bytes:
    """Return a workbook whose sheet claims a few bytes and has many."""
    content = bytearray(crafted([HEAD, row(2, "x" * 2_000_000, "b")]))
    at = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    content[at + 24 : at + 28] = (500).to_bytes(4, "little")
    return bytes(content)


def far_row() -> bytes:
    return crafted([HEAD, '<row r="99999999999"><c t="inlineStr"><is><t>a</t></is></c></row>'])


def long_prolog() -> bytes:
    return crafted([HEAD], prolog=f"<!--{'x' * 2**21}-->", packed=False)


HOSTILE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "gzip that claims 10 GB": (gzip_claiming_much, "x.csv", "a gzip file"),
    "zip bomb": (bomb, "x.xlsx", "unpacks to 3"),
    "small zip bomb": (small_bomb, "x.xlsx", "over 100 times its size"),
    "zips in zips": (matryoshka, "x.xlsx", "can't be read"),
    "billion laughs": (laughs, "x.xlsx", "document type definition"),
    "billion laughs in UTF-16": (lambda: laughs("utf-16"), "x.xlsx", "document type definition"),
    "a cell of 200 MB": (lambda: one_cell(200 * 2**20), "x.xlsx", "has 209 MB"),
    "a cell of 190 MB": (lambda: one_cell(190 * 2**20), "x.xlsx", "too much memory"),
    "a cell of 3 MB": (lambda: one_cell(3 * 2**20), "x.xlsx", "a cell of 3,145,728 characters"),
    "two far corners": (corners, "x.xlsx", "Only `output` is missing"),
    "many parts": (many_parts, "x.xlsx", "has 305 parts"),
    "a lying size": (lying_size, "x.xlsx", "can't be read"),
    "a row far away": (far_row, "x.xlsx", "a row beyond 1,048,576"),
    "a prolog without end": (long_prolog, "x.xlsx", "can't be read"),
    "nothing": (lambda: b"", "x.xlsx", "empty"),
    "only zeros": (lambda: b"\0" * 10**6, "x.csv", "no plain text"),
    "a PDF by another name": (lambda: b"%PDF-1.7\n\0\xff", "x.csv", "This is a PDF"),
    "half a workbook": (lambda: as_workbook([("a", "b")])[:-400], "x.xlsx", "can't be read"),
    "a zip of no parts": (lambda: b"PK\5\6" + b"\0" * 18, "x.xlsx", "an empty zip file"),
    "lists in lists": (lambda: b'[{"a":' + b'[{"a":' * 200_000, "x.json", "no object"),
}

PEAK = Path("/proc/self/status")
PROGRAM = """
import resource, sys
from pathlib import Path
from bot.datasets import open_table
from bot.datasets.findings import Findings
from bot.datasets.source import Source
from bot.errors import UnusableFile
try:
    for _ in open_table(Source.of_path(Path(sys.argv[1])), Findings()).rows: pass
    print("read")
except UnusableFile as error:
    print(error)
# What `getrusage` says of a process has its parent's peak in it.
print(*(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.skipif(not PEAK.exists(), reason="only Linux says what a process came to")
@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_made_to_do_harm_is_refused_in_words(name: str, tmp_path: Path) -> None:
    make, file_name, words = HOSTILE[name]
    path = tmp_path / file_name
    path.write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, path], capture_output=True, text=True, check=True
    )
    said, bot, child = done.stdout.splitlines()
    assert words in said
    assert int(bot) < MOST
    assert int(child) < MOST


def test_the_child_takes_no_more_than_it_may() -> None:
    program = (
        "from bot.datasets import workbook; workbook._limit(); import resource; "
        "print(resource.getrlimit(resource.RLIMIT_AS)[0]); bytearray(2**30)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert int(done.stdout) == MEMORY
    assert b"MemoryError" in done.stderr
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != MEMORY

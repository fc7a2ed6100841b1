import gzip
import io
import zipfile

import pytest

from bot import datasets
from bot.domain import Limits
from bot.errors import UnusableFile
from tests.bot.datasets.make import as_csv, problem, read, refusal


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF"),
        (zipped(), "an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "an old Excel"),
        (gzip.compress(b"text_input,output\n", mtime=0), "a gzip file"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture"),
        (b"PAR1\x15\x04", "a Parquet file"),
        (b"{\\rtf1\\ansi}", "a rich text document"),
        (b"\n<!DOCTYPE html><html>", "a web page"),
        (b"text_input,output\na\0,b\n", "no plain text"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"(\xb5/\xfd\0", "a Zstandard file"),
        (b"\1\2\0\0\0\3", "no plain text"),
    ],
)
def test_what_can_not_be_read_is_named_with_what_to_do(content: bytes, words: str) -> None:
    found = problem(content)
    assert words in found.message
    assert "attach" in found.message.lower()
    assert found.line is None


def test_a_file_that_only_looks_like_its_name_says_so() -> None:
    assert "although its name is `pairs.csv`" in problem(b"%PDF-1.7").message


def test_ten_megabytes_are_the_most() -> None:
    start = b"text_input,output,note\na,b,"
    rest = datasets.MAX_FILE_BYTES - len(start)
    assert read(start + b"x" * rest) == [("a", "b")]
    found = problem(start + b"x" * (rest + 1))
    assert found.message == "The file is over 10 MB, which is the most. Attach a smaller one."


def test_a_size_can_be_refused_before_the_file_is_there() -> None:
    datasets.check_size(datasets.MAX_FILE_BYTES)
    for size in (0, datasets.MAX_FILE_BYTES + 1):
        with pytest.raises(UnusableFile):
            datasets.check_size(size)


def test_more_than_a_request_can_hold_is_told_before_it_is_sent() -> None:
    content = as_csv([("a" * 500, "b" * 500)] * 100)
    limits = Limits(request_bytes=50_000)
    found = problem(content, limits=limits)
    assert "0.05 MB at once" in found.message
    assert "The first 45 of the 100 examples" in found.message
    assert len(read(content, limits=Limits(request_bytes=200_000))) == 100


def test_limits_are_the_services_alone() -> None:
    content = as_csv([("a" * 60_000, "b" * 6_000)])
    assert read(content, limits=Limits())
    assert (
        "10 is the most" in refusal(content, limits=Limits(input_characters=10)).problems[0].message
    )

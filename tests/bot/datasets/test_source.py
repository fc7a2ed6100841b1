import hashlib
from pathlib import Path

import pytest

from bot.datasets.source import Source


def test_a_file_is_the_same_from_memory_and_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_bytes(b"text_input,output\n")
    for source in (Source.of_path(path), Source.of_bytes(path.read_bytes(), path.name)):
        assert (source.name, source.size) == ("pairs.csv", 18)
        assert source.sha256 == hashlib.sha256(b"text_input,output\n").hexdigest()


def test_a_file_is_read_from_its_first_byte_each_time(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_bytes(b"abc")
    for source in (Source.of_path(path), Source.of_bytes(b"abc", path.name)):
        with source.open() as first, source.open() as second:
            assert first.read(2) == b"ab"
            assert second.read() == b"abc"
        with source.open() as again:
            assert again.read() == b"abc"


def test_a_file_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no-such-file"):
        Source.of_path(tmp_path / "no-such-file")

"""A file of examples, wherever its bytes lie."""

import hashlib
import io
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

CHUNK = 2**18  # bytes


class Source:
    """A file by name that can be opened any number of times, each time from its first byte.

    *size* is in bytes. *sha256*, in hexadecimal digits, is worked out when first asked for.
    """

    def __init__(self, name: str, size: int, opened: Callable[[], BinaryIO]) -> None:
        self.name, self.size, self._opened = name, size, opened

    @classmethod
    def of_bytes(cls, content: bytes, name: str) -> "Source":
        return cls(name, len(content), lambda: io.BytesIO(content))

    @classmethod
    def of_path(cls, path: Path) -> "Source":
        """Raise `OSError` if there is no such file, or it may not be read."""
        with path.open("rb"):
            return cls(path.name, path.stat().st_size, lambda: path.open("rb"))

    def open(self) -> BinaryIO:
        return self._opened()

    @cached_property
    def sha256(self) -> str:
        digest = hashlib.sha256()
        with self.open() as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

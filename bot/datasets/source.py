"""A file of examples, wherever its bytes lie."""

import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

CHUNK = 2**18  # bytes


class Source:
    """A file by name that can be opened any number of times, each time from its first byte.

    *size* is in bytes.
    """

    def __init__(self, name: str, size: int, opened: Callable[[], BinaryIO]) -> None:
        self.name, self.size, self._opened = name, size, opened
        self._sha256 = ""

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

    def chunks(self) -> Iterator[bytes]:
        """Yield all of it, none longer than `CHUNK`. Who gets to the end has digested it, too."""
        digest = None if self._sha256 else hashlib.sha256()
        with self.open() as file:
            while chunk := file.read(CHUNK):
                if digest:
                    digest.update(chunk)
                yield chunk
        if digest:
            self._sha256 = digest.hexdigest()

    @property
    def sha256(self) -> str:
        """In hexadecimal digits; worked out when first asked for, unless that was done already."""
        if not self._sha256:
            for _ in self.chunks():
                pass
        return self._sha256

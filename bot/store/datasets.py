"""Files to learn from, in SQLite: in pieces, so that a large one is never in memory whole."""

import hashlib
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any, BinaryIO

from bot.errors import NotFound
from bot.store import Datasets
from bot.store.rows import Row
from bot.store.tenant import Tenant

PURPOSE = "dataset"
PIECE = 2**20  # bytes; each is written by itself, so that nobody waits long for the lock


class SqliteDatasets(Datasets):
    def __init__(self, tenant: Tenant) -> None:
        self._rows = tenant

    def keep(self, content: bytes | BinaryIO, *, name: str, owner: str, at: datetime) -> str:
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        sha256, size = _digest(file)
        facts = {"sha256": sha256, "name": name, "owner": owner, "kept": at.timestamp()}
        if not self._rows.select("datasets", "sha256 = :sha256", sha256=sha256):
            self._keep_pieces(file, sha256)
            # Last: a file is there when all of it is.
            self._rows.insert("datasets", facts | {"size": size, "sealed": None})
        return sha256

    def content(self, sha256: str) -> bytes:
        with self.opened(sha256) as file:
            return file.read()

    def opened(self, sha256: str) -> BinaryIO:
        row = self._row(sha256)
        if row["sealed"] is not None:
            return io.BytesIO(self._rows.open(row["sealed"], sha256, PURPOSE))
        pieces = _Pieces(lambda place: self._piece(sha256, place), row["size"])
        return io.BufferedReader(pieces, PIECE)

    def size(self, sha256: str) -> int:
        return self._row(sha256)["size"]

    def _row(self, sha256: str) -> Row:
        for row in self._rows.select("datasets", "sha256 = :sha256", sha256=sha256):
            return row
        raise NotFound(sha256)

    def _keep_pieces(self, file: BinaryIO, sha256: str) -> None:
        file.seek(0)
        place = 0
        while piece := file.read(PIECE):
            sealed = self._rows.seal(piece, f"{sha256} {place}", PURPOSE)
            self._rows.insert("pieces", {"sha256": sha256, "place": place, "sealed": sealed})
            place += 1

    def _piece(self, sha256: str, place: int) -> bytes:
        where = "sha256 = :sha256 and place = :place"
        [row] = self._rows.select("pieces", where, sha256=sha256, place=place)
        return self._rows.open(row["sealed"], f"{sha256} {place}", PURPOSE)


class _Pieces(io.RawIOBase):
    """A file of *size* bytes, of which *piece* gives the one at a place."""

    def __init__(self, piece: Callable[[int], bytes], size: int) -> None:
        self._piece, self._size, self._at = piece, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(start + offset, 0)
        return self._at

    def readinto(self, buffer: Any) -> int:
        if self._at >= self._size:
            return 0
        place, offset = divmod(self._at, PIECE)
        into = memoryview(buffer)
        found = self._piece(place)[offset : offset + len(into)]
        into[: len(found)] = found
        self._at += len(found)
        return len(found)


def _digest(file: BinaryIO) -> tuple[str, int]:
    """Return a file's SHA-256 in hex, and its size."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while piece := file.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size

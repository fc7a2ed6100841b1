"""What lies in the bucket: rows in the store, and the bytes in files beside it."""

import base64
import hashlib
import secrets
from collections.abc import Callable
from pathlib import Path

from playground.google.store import Row, Store
from playground.google.vertex.cloud import Cloud


class Taken(Exception):  # noqa: N818 - an answer, with a status of its own
    """An object of that name is there, and it was said that there must be none."""


class Objects:
    def __init__(
        self, store: Store, folder: Path, cloud: Cloud, clock: Callable[[], float]
    ) -> None:
        self._store, self._folder, self._cloud, self._clock = store, folder, cloud, clock

    @property
    def agent(self) -> str:
        """Return the account that Vertex AI itself reads with."""
        return f"service-{self._cloud.number}@gcp-sa-aiplatform.iam.gserviceaccount.com"

    def is_read(self, bucket: str) -> bool:
        """Tell whether that account may read a bucket."""
        return self.is_bucket(bucket) and self._cloud.is_read

    def is_bucket(self, name: str) -> bool:
        return name == self._cloud.bucket

    def find(self, name: str) -> Row | None:
        return self._store.row("select * from objects where name = :name", name=name)

    def under(self, prefix: str) -> list[Row]:
        sql = "select * from objects where substr(name, 1, length(:prefix)) = :prefix order by name"
        return self._store.rows(sql, prefix=prefix)

    def put(self, name: str, content: bytes, type: str, generation: int | None) -> Row:
        """Keep *content*; *generation* is that of the object it replaces, 0: there must be none.

        Raises `Taken` if it is otherwise.
        """
        now = self._clock()
        row: Row = {
            "name": name,
            "generation": int(now * 1_000_000),
            "type": type,
            "size": len(content),
            "md5": base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode(),
            "file": secrets.token_hex(16),
            "created": now,
        }
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path(row).write_bytes(content)
        try:
            with self._store.writing():
                self._forget(self.check(name, generation))
                self._store.insert("objects", row)
        except Taken:
            self._path(row).unlink()
            raise
        return row

    def check(self, name: str, generation: int | None) -> Row | None:
        """Return what is there under that name; raises `Taken` as `put` does."""
        there = self.find(name)
        if generation is not None and generation != (there["generation"] if there else 0):
            raise Taken(name)
        return there

    def part(self, upload: str) -> Path:
        """Say where what has come of an upload in parts is collected."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._folder / f"{upload}.part"

    def read(self, row: Row) -> bytes:
        return self._path(row).read_bytes()

    def delete(self, row: Row) -> None:
        with self._store.writing():
            self._forget(row)

    def _forget(self, row: Row | None) -> None:
        if row:
            sql = "delete from objects where name = :name returning name"
            self._store.rows(sql, name=row["name"])
            self._path(row).unlink(missing_ok=True)

    def _path(self, row: Row) -> Path:
        return self._folder / row["file"]

"""Files to learn from, in SQLite."""

import hashlib
from datetime import datetime

from bot.errors import NotFound
from bot.store import Datasets
from bot.store.tenant import Tenant

PURPOSE = "dataset"


class SqliteDatasets(Datasets):
    def __init__(self, tenant: Tenant) -> None:
        self._rows = tenant

    def keep(self, content: bytes, *, name: str, owner: str, at: datetime) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        row = {
            "sha256": sha256,
            "name": name,
            "owner": owner,
            "kept": at.timestamp(),
            "size": len(content),
            "sealed": self._rows.seal(content, sha256, PURPOSE),
        }
        self._rows.insert("datasets", row)
        return sha256

    def content(self, sha256: str) -> bytes:
        for row in self._rows.select("datasets", "sha256 = :sha256", sha256=sha256):
            return self._rows.open(row["sealed"], sha256, PURPOSE)
        raise NotFound(sha256)

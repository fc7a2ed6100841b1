"""What Slack sent, in SQLite."""

from collections.abc import Callable
from datetime import datetime

from sqlite_utils import Database

from bot.store.outside import REMEMBERED, WORK_LEASE, Inbox
from bot.store.tenant import rows_of

BEGIN = """
    insert into inbox values (:key, :now, :until, 0)
    on conflict (key) do update set until = :until where done = 0 and until <= :now
    returning key
"""


class SqliteInbox(Inbox):
    def __init__(self, db: Callable[[], Database]) -> None:
        self._db = db

    def begin(self, key: str, now: datetime) -> bool | None:
        times = {"now": now.timestamp(), "until": (now + WORK_LEASE).timestamp()}
        if rows_of(self._db(), BEGIN, {"key": key, **times}):
            return True
        row = rows_of(self._db(), "select done from inbox where key = :key", {"key": key})
        return None if row and row[0]["done"] else False

    def done(self, key: str) -> None:
        self._db().execute("update inbox set done = 1 where key = ?", [key])

    def failed(self, key: str) -> None:
        self._db().execute("delete from inbox where key = ? and done = 0", [key])

    def sweep(self, now: datetime) -> None:
        self._db().execute("delete from inbox where came < ?", [(now - REMEMBERED).timestamp()])

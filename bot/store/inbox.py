"""What Slack sent, in SQLite."""

from collections.abc import Callable
from datetime import datetime

from sqlite_utils import Database

from bot.store.outside import REMEMBERED, WORK_LEASE, Inbox
from bot.store.tenant import in_turn, in_words, rows_of

BEGIN = """
    insert into inbox values (:key, :now, :until, 0)
    on conflict (key) do update set until = :until where done = 0 and until <= :now
"""


TURN, PATIENCE = 0.5, 0.25  # seconds; an ack waits twice, and once for its listener


class SqliteInbox(Inbox):
    """Twice in each ack, so it does not wait for the disk: *db* commits without.

    Kill us, and all is remembered. After a power cut the last requests may be done a second time,
    if Slack has not heard their acks and sends them again; a form makes one job even then.
    """

    def __init__(self, db: Callable[[], Database]) -> None:
        self._db = db

    def begin(self, key: str, now: datetime) -> bool | None:
        db, times = self._db(), {"now": now.timestamp(), "until": (now + WORK_LEASE).timestamp()}
        with in_turn(TURN), in_words():
            if db.execute(BEGIN, {"key": key, **times}).rowcount:
                return True
        row = rows_of(db, "select done from inbox where key = :key", {"key": key})
        return None if row and row[0]["done"] else False

    def done(self, key: str) -> None:
        db = self._db()
        with in_turn(TURN), in_words():
            db.execute("update inbox set done = 1 where key = ?", [key])

    def failed(self, key: str) -> None:
        with in_turn(), in_words():
            self._db().execute("delete from inbox where key = ? and done = 0", [key])

    def sweep(self, now: datetime) -> None:
        with in_turn(), in_words():
            self._db().execute("delete from inbox where came < ?", [(now - REMEMBERED).timestamp()])

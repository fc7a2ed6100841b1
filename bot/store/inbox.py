"""What Slack sent, in SQLite."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock

from sqlite_utils import Database

from bot.errors import NotKept
from bot.store.outside import REMEMBERED, WORK_LEASE, Inbox
from bot.store.tenant import in_words, rows_of

BEGIN = """
    insert into inbox values (:key, :now, :until, 0)
    on conflict (key) do update set until = :until where done = 0 and until <= :now
"""


PATIENCE = 0.25  # seconds for each of two locks: an ack waits twice, and for its listener

# Two hundred at once would all ask SQLite for its lock, and it lets some of them wait too long:
# here they come in turn, each for a fraction of a millisecond.
_ONE_BY_ONE = Lock()


@contextmanager
def _in_turn() -> Generator[None]:
    if not _ONE_BY_ONE.acquire(timeout=PATIENCE):
        raise NotKept
    try:
        with in_words():
            yield
    finally:
        _ONE_BY_ONE.release()


class SqliteInbox(Inbox):
    """Twice in each ack, so it does not wait for the disk: *db* commits without.

    Kill us, and all is remembered. After a power cut the last requests may be done a second time,
    if Slack has not heard their acks and sends them again; a form makes one job even then.
    """

    def __init__(self, db: Callable[[], Database]) -> None:
        self._db = db

    def begin(self, key: str, now: datetime) -> bool | None:
        times = {"now": now.timestamp(), "until": (now + WORK_LEASE).timestamp()}
        with _in_turn():
            if self._db().execute(BEGIN, {"key": key, **times}).rowcount:
                return True
        row = rows_of(self._db(), "select done from inbox where key = :key", {"key": key})
        return None if row and row[0]["done"] else False

    def done(self, key: str) -> None:
        with _in_turn():
            self._db().execute("update inbox set done = 1 where key = ?", [key])

    def failed(self, key: str) -> None:
        with in_words():
            self._db().execute("delete from inbox where key = ? and done = 0", [key])

    def sweep(self, now: datetime) -> None:
        with in_words():
            self._db().execute("delete from inbox where came < ?", [(now - REMEMBERED).timestamp()])

"""Giving back what was claimed by a process that ends, or has ended without a word."""

from collections.abc import Callable
from datetime import datetime

from sqlite_utils import Database

from bot.store.alive import Alive
from bot.store.tenant import rows_of, writing

JOBS = """
    update jobs set look_at = :now, look_from = :now, epoch = epoch + 1, holder = ''
    where holder = :holder and look_at is not null returning id
"""
DRAFTS = """
    update drafts set read_at = :now, epoch = epoch + 1, holder = ''
    where holder = :holder and read_at is not null returning id
"""
TRIALS = """
    update trials set try_at = :now, epoch = epoch + 1, tries = max(tries - 1, 0), holder = ''
    where holder = :holder and try_at is not null returning job
"""
# What is on its way may land yet, so that keeps its lease.
NEWS = """
    update news set tell_at = :now, epoch = epoch + 1, holder = ''
    where holder = :holder and got = 1 returning id
"""
HELD = (JOBS, DRAFTS, TRIALS, NEWS)
HOLDERS = """
    select holder from jobs where holder != '' and look_at is not null
    union select holder from drafts where holder != '' and read_at is not null
    union select holder from trials where holder != '' and try_at is not null
    union select holder from news where holder != '' and got = 1
"""


class Leases:
    def __init__(self, db: Callable[[], Database], alive: Alive, holder: str) -> None:
        self._db, self._alive, self._holder = db, alive, holder

    def hand_back(self, now: datetime) -> None:
        self._give_back(self._holder, now)

    def free(self, now: datetime) -> int:
        holders = [row["holder"] for row in rows_of(self._db(), HOLDERS, {})]
        gone = [it for it in holders if not self._alive.is_there(it)]
        return sum(self._give_back(holder, now) for holder in gone)

    def _give_back(self, holder: str, now: datetime) -> int:
        whose = {"holder": holder, "now": now.timestamp()}
        with writing(db := self._db()):
            return sum(len(rows_of(db, sql, whose)) for sql in HELD)

"""Tuner's own queue, across all workspaces, in SQLite: whose turn it is."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from sqlite_utils import Database

from bot.domain import NewsKind
from bot.store import outbox
from bot.store.rows import Row, to_job
from bot.store.tenant import Tenant, rows_of, writing

IN_LINE = "select lane from jobs where lane != '' limit 1"
AWAITED = "select lane from jobs where lane = :lane limit 1"
# Round after round, one job of each person: whoever was served longest ago comes first, and
# whoever is to link their account again last.
TURNS = """
    with turns as (
        select workspace, id, lane, place, next_try, wanted, exists (
                select 1 from pauses
                where pauses.workspace = jobs.workspace and pauses.person = jobs.owner
            and until > :now
            ) as paused,
            row_number() over (
                partition by lane, workspace, owner order by wanted, id
            ) as round,
            coalesce((
                select max(accepted) from jobs as served
                where served.workspace = jobs.workspace and served.owner = jobs.owner
            ), 0) as served
        from jobs where lane != '' and workspace not in (select workspace from departures)
    )
    select workspace, id, lane, place, next_try,
        row_number() over (partition by lane order by paused, round, served, wanted, id) as turn
    from turns order by lane, turn
"""
STANDS = """
    update jobs set place = :turn, next_try = :next_try,
        look_at = case when :tries then :next_try else look_at end,
        look_from = case when :tries then :next_try else look_from end
    where workspace = :workspace and id = :id and lane != '' returning *
"""


class Lines:
    def __init__(self, db: Callable[[], Database], tenant: Callable[[str], Tenant]) -> None:
        self._db, self._tenant = db, tenant

    def is_awaited(self, lane: str) -> bool:
        return bool(rows_of(self._db(), AWAITED, {"lane": lane}))

    def line_up(self, now: datetime) -> None:
        if not rows_of(self._db(), IN_LINE, {}):
            return
        with writing(db := self._db()):
            for _, lane in groupby(
                rows_of(db, TURNS, {"now": now.timestamp()}), key=itemgetter("lane")
            ):
                for row in _standing(list(lane), now.timestamp()):
                    self._stand(db, row)

    def _stand(self, db: Database, row: Row) -> None:
        for moved in rows_of(db, STANDS, row):
            outbox.queue(self._tenant(moved["workspace"]), to_job(moved, ()), [NewsKind.CARD])


def _standing(line: Sequence[Row], now: float) -> Iterator[Row]:
    """Yield what changes for whom; the line's next try is the first one's."""
    first, known = line[0], [row["next_try"] for row in line if row["next_try"]]
    tries = bool(first["place"] > 1 or not first["next_try"])  # else it has its time already
    next_try = now if first["place"] > 1 or not known else first["next_try"] or max(known)
    for row in line:
        if tries or (row["place"], row["next_try"]) != (row["turn"], next_try):
            yield row | {"next_try": next_try, "tries": tries and row["turn"] == 1}
            tries = tries and row["turn"] != 1

"""How things stand in all workspaces, in SQLite: for monitors."""

from collections.abc import Callable
from datetime import datetime

from sqlite_utils import Database

from bot.domain import Figures
from bot.store import MAX_TRIES
from bot.store.tenant import rows_of, writing

JOBS = "select state, count(*) as count from jobs group by state"
WAITING = """
    with here as (
        select * from jobs where workspace not in (select workspace from departures)
    ), untold as (
        select * from news where workspace not in (select workspace from departures)
    )
    select
        (select min(look_at) from here where (lane = '' or place = 1) and look_at <= :now
            and not exists (select 1 from pauses where pauses.workspace = here.workspace
                and pauses.person = here.owner and until > :now)) as due,
        (select min(queued) from untold where tries < :tries) as queued,
        (select count(*) from untold where tries >= :tries and tell_at <= :now) as given_up,
        (select count(*) from here where lane != '') as in_line
"""


class StandingNow:
    def __init__(self, db: Callable[[], Database]) -> None:
        self._db = db

    def at(self, now: datetime) -> Figures:
        seconds = now.timestamp()
        [it] = rows_of(self._db(), WAITING, {"now": seconds, "tries": MAX_TRIES})
        return Figures(
            jobs={row["state"]: row["count"] for row in rows_of(self._db(), JOBS, {})},
            lag=max(seconds - (it["due"] or seconds), 0.0),
            age=max(seconds - (it["queued"] or seconds), 0.0),
            given_up=it["given_up"],
            in_line=it["in_line"],
        )

    def try_writing(self) -> None:
        """Write something that changes nothing; raise whatever keeps us from it."""
        with writing(db := self._db()):
            db.execute("update lock set id = id")

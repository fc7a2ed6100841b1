"""Which jobs are due, in all workspaces, in SQLite."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlite_utils import Database

from bot.domain import Claim
from bot.store import HORIZON, LOOK_LEASE
from bot.store.jobs import CLAIM
from bot.store.rows import Row
from bot.store.tenant import rows_of, writing

# Nothing waits for longer than the horizon, unless the clock has gone back.
CLOCK_WENT_BACK = """
    update jobs set look_at = :now, look_from = :now where look_at > :horizon returning id
"""
# A job that the service has yet to hear of is claimed alone: it takes a call of its own. The
# others of one person at one site take one call together, those too that are due soon. In line,
# only the first is due, and nobody looks while a person is to link their account again.
PICKED = """
    with due as (
        select workspace, owner, id, look_at, service, project, location,
            case when state = 'wanted' or card_ts is null then id else '' end as alone
        from jobs where look_at <= :now and (lane = '' or place = 1)
        and workspace not in (select workspace from departures) and not exists (
            select 1 from pauses
            where pauses.workspace = jobs.workspace and pauses.person = jobs.owner
            and until > :now
        )
        order by look_at, wanted limit 4 * :limit
    )
    select workspace, owner, alone, service, project, location from due
    group by workspace, owner, alone, service, project, location order by min(look_at) limit :limit
"""
CLAIM_ONE = f"update jobs set {CLAIM} where workspace = :workspace and id = :alone returning *"  # noqa: S608
CLAIM_ALL = f"""
    update jobs set {CLAIM} where workspace = :workspace and owner = :owner
    and service = :service and project = :project and location = :location
    and look_at is not null and look_from <= :now and state != 'wanted' and card_ts is not null
    returning *
"""  # noqa: S608


class Due:
    """*to_claim* makes a claim of a row."""

    def __init__(
        self, db: Callable[[], Database], to_claim: Callable[[Row], Claim], holder: str
    ) -> None:
        self._db, self._to_claim, self._holder = db, to_claim, holder

    def claim(self, now: datetime, limit: int) -> Sequence[Sequence[Claim]]:
        times = {"now": now.timestamp(), "until": (now + LOOK_LEASE).timestamp()}
        claimed = times | {"holder": self._holder}
        with writing(db := self._db()):
            rows_of(db, CLOCK_WENT_BACK, times | {"horizon": (now + HORIZON).timestamp()})
            picked = rows_of(db, PICKED, times | {"limit": limit})
            taken = [
                rows_of(db, CLAIM_ONE if it["alone"] else CLAIM_ALL, claimed | it) for it in picked
            ]
        return [[self._to_claim(row) for row in rows] for rows in taken]

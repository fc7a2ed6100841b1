"""News that threads have yet to hear, in SQLite."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlite_utils import Database

from bot.domain import News, NewsKind, Trial, TuningJob
from bot.store import HORIZON, MAX_TRIES, TELL_LEASE
from bot.store.rows import Row
from bot.store.tenant import Tenant, rows_of, writing

WAITS, CLAIMED, ON_ITS_WAY = 0, 1, 2  # how far news got

# A job's oldest news, unless it was tried too often: that is dead when its last lease is over.
CLAIM_NEWS = """
    update news set tell_at = :until, got = max(got, 1), epoch = epoch + 1, holder = :holder
    where id in (
        select id from news where tell_at <= :now and id in (
            select min(id) from news where tries < :tries or tell_at > :now
            group by workspace, job
        )
        and workspace not in (select workspace from departures)
        order by id limit :limit
    )
    returning *
"""
CLOCK_WENT_BACK = "update news set tell_at = :now where tell_at > :horizon returning id"
TELLING = """
    update news set got = 2 where id = :id and epoch = :epoch and got = 1 returning id
"""
DELIVERED = "delete from news where id = :id and epoch = :epoch returning id"
FAILED = "update news set tries = tries + 1 where id = :id and epoch = :epoch returning id"
POSTPONE = """
    update news set got = :got, epoch = epoch + 1, tell_at = :until
    where id = :id and epoch = :epoch returning id
"""
# An edit that was given up is made good by any later one.
SHOWN_SINCE = """
    delete from news where workspace = :workspace and job = :job and id < :id
    and kind = 'card' and tries >= :tries returning id
"""
SHUT = """
    update jobs set shut = 1 where workspace = :workspace and id = :job and shut = 0 returning id
"""
SAY_SHUT = """
    insert into news (workspace, job, kind, percent, tell_at, got, tries, epoch)
    values (:workspace, :job, :kind, 0, 0, 0, 0, 0) returning id
"""
UNTOLD = "tries >= :tries and tell_at <= :now"
LATEST_WINS = {NewsKind.CARD, NewsKind.PROGRESS}


def queue(tenant: Tenant, job: TuningJob, kinds: Sequence[NewsKind]) -> None:
    """Queue news of a job; only inside `writing`."""
    for kind in kinds:
        tell_at = _taken_back(tenant, job.id, kind) if kind in LATEST_WINS else 0.0
        percent = job.milestone if kind is NewsKind.PROGRESS else job.percent
        announce(tenant, job.id, kind, percent=percent, tell_at=tell_at)


def announce(
    tenant: Tenant, job: str, kind: NewsKind, *, percent: int = 100, tell_at: float = 0.0
) -> None:
    """Queue one piece of news; only inside `writing`."""
    row = {"job": job, "kind": kind, "percent": percent, "tell_at": tell_at}
    tenant.insert("news", row | {"got": WAITS, "tries": 0, "epoch": 0})


def _taken_back(tenant: Tenant, job: str, kind: NewsKind) -> float:
    """Take back what nobody has begun to tell; return when Slack wanted to hear it."""
    where = "job = :job and kind = :kind and got = 0"
    return max(
        (row["tell_at"] for row in tenant.delete("news", where, job=job, kind=kind)), default=0.0
    )


def untold(
    tenant: Tenant, now: datetime, told_of: Callable[[str], TuningJob]
) -> Sequence[tuple[TuningJob, NewsKind]]:
    given_up = tenant.select("news", UNTOLD, tries=MAX_TRIES, now=now.timestamp())
    given_up.sort(key=lambda row: row["id"])
    return [(told_of(row["job"]), NewsKind(row["kind"])) for row in given_up]


class Outbox:
    """All workspaces' news. *told_of* gives a workspace's job, *trial_of* its trial."""

    def __init__(
        self,
        db: Callable[[], Database],
        told_of: Callable[[str, str], TuningJob],
        trial_of: Callable[[str, str], Trial | None],
        holder: str,
    ) -> None:
        self._db, self._told_of, self._trial_of = db, told_of, trial_of
        self._holder = holder

    def claim(self, now: datetime, limit: int) -> Sequence[News]:
        lease = {"now": now.timestamp(), "until": (now + TELL_LEASE).timestamp()}
        with writing(db := self._db()):
            rows_of(db, CLOCK_WENT_BACK, {**lease, "horizon": (now + HORIZON).timestamp()})
            most = {"limit": limit, "tries": MAX_TRIES, "holder": self._holder}
            claimed = rows_of(db, CLAIM_NEWS, lease | most)
        return [self._news(row) for row in sorted(claimed, key=lambda row: row["id"])]

    def telling(self, news: News) -> bool:
        return self._done(TELLING, news)

    def delivered(self, news: News) -> bool:
        whose = {"id": news.id, "workspace": news.workspace, "job": news.job.id}
        with writing(db := self._db()):
            if not self._done(DELIVERED, news):
                return False
            rows_of(db, SHOWN_SINCE, {**whose, "tries": MAX_TRIES})
        return True

    def failed(self, news: News) -> bool:
        return self._done(FAILED, news)

    def postpone(self, news: News, until: datetime, *, perhaps: bool) -> bool:
        got = ON_ITS_WAY if perhaps else WAITS
        return self._done(POSTPONE, news, until=until.timestamp(), got=got)

    def shut(self, news: News) -> bool:
        once = {"job": news.job.id, "workspace": news.workspace}
        with writing(db := self._db()):
            if not self._done(DELIVERED, news):
                return False
            if rows_of(db, SHUT, once):
                rows_of(db, SAY_SHUT, {**once, "kind": NewsKind.SHUT})
        return True

    def _done(self, sql: str, news: News, **values: float) -> bool:
        return bool(rows_of(self._db(), sql, {"id": news.id, "epoch": news.epoch, **values}))

    def _news(self, row: Row) -> News:
        whose, kind = (row["workspace"], row["job"]), NewsKind(row["kind"])
        return News(
            workspace=row["workspace"],
            id=row["id"],
            kind=kind,
            percent=row["percent"],
            job=self._told_of(*whose),
            epoch=row["epoch"],
            trial=self._trial_of(*whose) if kind is NewsKind.TRIED else None,
        )

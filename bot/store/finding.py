"""Find tuning jobs, in SQLite: one whole, some for a page, what a list needs of all."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import LiteralString

from bot.domain import Audience, Card, Claim, JobState, Named, Snapshot, TuningJob
from bot.errors import NotFound
from bot.store.rows import SNAPSHOT, Row, seconds, time, time_or_none, to_job, to_snapshot
from bot.store.tenant import Tenant

NOT_DELETED = "state != 'deleted'"
EARLIER = "look_at is not null and (wanted, id) < (:wanted, :id)"
THOSE = "id in (select value from json_each(:ids))"
NAMED: LiteralString = """
    wanted, id, display_name, owner, audience, model_id, state, base_model, description,
    dataset_id, service
"""
AUDIENCES = {audience.value: audience for audience in Audience}  # thousands of rows look here
STATES = {state.value: state for state in JobState}
NEEDING = """
    owner = :owner and (look_at is not null and reason != ''
    or state = 'failed' and coalesce(finished, wanted) > :since)
"""
ENDS = """
    place = 0 or
    place = (select max(place) from snapshots where workspace = :workspace and job = :job)
"""
ENDS_OF = """
    rowid in (
        select one.rowid from jobs cross join snapshots as one
        on one.workspace = jobs.workspace and one.job = jobs.id and one.place in (
            0, (select max(place) from snapshots as each
                where each.workspace = jobs.workspace and each.job = jobs.id)
        )
        where jobs.workspace = :workspace
        and (:ids is null or jobs.id in (select value from json_each(:ids)))
    )
"""


class Finding:
    """What `Jobs` finds."""

    def __init__(self, tenant: Tenant) -> None:
        self._rows = tenant

    def job(self, id: str) -> TuningJob:
        return job_of(self._rows, id)

    def jobs(self) -> Sequence[TuningJob]:
        found = self._rows.select("jobs")
        found.sort(key=lambda row: (row["wanted"], row["id"]), reverse=True)
        return self._with_ends(found)

    def some(self, ids: Sequence[str]) -> Sequence[TuningJob]:
        if not ids:
            return []
        wanted = json.dumps(ids)
        found = {row["id"]: row for row in self._rows.select("jobs", THOSE, ids=wanted)}
        return self._with_ends([found[it] for it in ids if it in found], wanted)

    def named(self) -> Sequence[Named]:
        found = sorted(self._rows.tuples("jobs", NAMED, NOT_DELETED), reverse=True)
        return [
            Named(time(at), it, name, owner, AUDIENCES[whose], model or it, STATES[state], *rest)
            for at, it, name, owner, whose, model, state, *rest in found
        ]

    def needing(self, owner: str, *, since: datetime, most: int) -> Sequence[TuningJob]:
        which = {"owner": owner, "since": since.timestamp()}
        found = self._rows.tuples("jobs", "look_at is not null, wanted, id", NEEDING, **which)
        found.sort(reverse=True)
        return self.some([id for _, _, id in found[:most]])  # noqa: A001

    def owned(self, user: str) -> Collection[str]:
        return [it for (it,) in self._rows.tuples("jobs", "id", "owner = :owner", owner=user)]

    def with_card(self, card: Card) -> TuningJob | None:
        where = f"card_channel = :channel and card_ts = :ts and {NOT_DELETED}"
        found = self._rows.tuples("jobs", "id", where, channel=card.channel, ts=card.ts)
        return next(iter(self.some([it for (it,) in found])), None)

    def called(self, model_id: str) -> TuningJob | None:
        where = "model_id = :model or (model_id = '' and id = :model)"
        found = self._rows.select("jobs", where, model=model_id)
        found.sort(key=lambda row: (row["deleted_at"] is None, row["wanted"]))
        return _whole(self._rows, found[-1]) if found else None

    def before(self, job: TuningJob) -> Sequence[str]:
        wanted = seconds(job.wanted)
        found = self._rows.tuples("jobs", "owner", EARLIER, id=job.id, wanted=wanted)
        return [owner for (owner,) in found]

    def _with_ends(self, rows: Sequence[Row], ids: str | None = None) -> Sequence[TuningJob]:
        """Read jobs with their first and last snapshots, all of them at once."""
        ends = defaultdict[str, list[Snapshot]](list)
        told = self._rows.tuples("snapshots", f"job, {SNAPSHOT}", ENDS_OF, ids=ids)
        for job, _, *rest in sorted(told):
            ends[job].append(to_snapshot(*rest))
        return [to_job(row, ends.get(row["id"], ())) for row in rows]


def job_of(tenant: Tenant, id: str) -> TuningJob:
    return _whole(tenant, _row(tenant, id))


def told_of(tenant: Tenant, id: str) -> TuningJob:
    """Return a job as its news shows it: the whole curve is for the end."""
    row = _row(tenant, id)
    which = "true" if JobState(row["state"]).is_final else ENDS
    return to_job(row, snapshots_of(tenant, id, which))


def snapshots_of(tenant: Tenant, job: str, which: LiteralString = "true") -> list[Snapshot]:
    where: LiteralString = f"job = :job and ({which})"
    return [
        to_snapshot(*it[1:]) for it in sorted(tenant.tuples("snapshots", SNAPSHOT, where, job=job))
    ]


def to_claim(tenant: Tenant, row: Row) -> Claim:
    job = to_job(row, snapshots_of(tenant, row["id"], ENDS))
    due = time_or_none(row["due"])
    return Claim(workspace=row["workspace"], job=job, epoch=row["epoch"], due=due)


def _whole(tenant: Tenant, row: Row) -> TuningJob:
    return to_job(row, snapshots_of(tenant, row["id"]))


def _row(tenant: Tenant, id: str) -> Row:
    for row in tenant.select("jobs", "id = :id", id=id):
        return row
    raise NotFound(id)

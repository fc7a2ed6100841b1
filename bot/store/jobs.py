"""Tuning jobs, in SQLite."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any, LiteralString

from bot.domain import (
    Audience,
    Claim,
    DraftState,
    JobState,
    Move,
    Named,
    NewsKind,
    Snapshot,
    TuningJob,
)
from bot.domain.names import free_name
from bot.errors import NotFound
from bot.store import LOOK_LEASE, Jobs, accounts, drafts, outbox, trials
from bot.store.rows import (
    SNAPSHOT,
    Row,
    of_job,
    of_progress,
    of_snapshot,
    seconds,
    time_or_none,
    to_job,
    to_snapshot,
)
from bot.store.tenant import Tenant

OPEN = "id = :id and look_at is not null"
HELD = "id = :id and epoch = :epoch and look_at is not null"
ADVANCE = """
    state = :state, stage = :stage, reason = :reason, completed_steps = :completed_steps,
    total_steps = :total_steps, milestone = :milestone, started = :started,
    finished = :finished, accepted = :accepted, moved = :moved, stalled = :stalled,
    outcome = :outcome, epochs_done = :epochs_done, lane = :lane, place = :place,
    refused = :refused, next_try = :next_try,
    look_at = :look_at, look_from = :look_from, epoch = epoch + 1, paused = :paused, holder = ''
"""
CLAIM: LiteralString = """
    due = look_at, look_at = :until, look_from = :until, epoch = epoch + 1, paused = 0,
    holder = :holder
"""
DELETE = """
    state = 'deleted', deleted_by = :by, deleted_at = :at, lane = '', place = 0,
    look_at = null, look_from = null, epoch = epoch + 1
"""
RENAME = "display_name = :name, description = :description"
NOT_DELETED = "state != 'deleted'"
AT_REST = "id = :id and state = 'ready'"
SURELY_GONE = f"{AT_REST} and gone_at is null and missed_at < :at"
WAS_MISSED = "id = :id and missed_at is not null"
WARN = "warned = :days, retires = :retires, successor = :successor"
UNWARNED = f"{AT_REST} and (warned is null or warned > :days)"
EARLIER = "look_at is not null and (wanted, id) < (:wanted, :id)"
AUDIENCES = {audience.value: audience for audience in Audience}  # thousands of rows look here
ENDS = """
    place = 0 or
    place = (select max(place) from snapshots where workspace = :workspace and job = :job)
"""
ALL_ENDS = """
    rowid in (
        select one.rowid from jobs cross join snapshots as one
        on one.workspace = jobs.workspace and one.job = jobs.id and one.place in (
            0, (select max(place) from snapshots as each
                where each.workspace = jobs.workspace and each.job = jobs.id)
        )
        where jobs.workspace = :workspace
    )
"""
LAST = """
    job = :job and
    place = (select max(place) from snapshots where workspace = :workspace and job = :job)
"""
PAUSES = "owner = :owner and look_at is not null and reason != :reason"


class SqliteJobs(Jobs):
    def __init__(self, tenant: Tenant) -> None:
        self._rows = tenant

    def add(self, job: TuningJob, *, now: datetime) -> Claim | None:
        until = (now + LOOK_LEASE).timestamp()
        lease = {"look_at": until, "look_from": until, "epoch": 1, "holder": self._rows.holder}
        with self._rows.writing():
            name = free_name(job.order.display_name, self._names())
            added = self._rows.insert("jobs", of_job(job) | lease | {"display_name": name})
            if not added:
                return None
            self._keep_snapshots(job.id, job)
            drafts.turn(self._rows, job.id, old=DraftState.CHECKED, new=DraftState.STARTED)
        return to_claim(self._rows, added[0])

    def job(self, id: str) -> TuningJob:
        return job_of(self._rows, id)

    def jobs(self) -> Sequence[TuningJob]:
        found = self._rows.select("jobs")
        found.sort(key=lambda row: (row["wanted"], row["id"]), reverse=True)
        ends = self._ends()
        return [to_job(row, ends.get(row["id"], ())) for row in found]

    def named(self) -> Sequence[Named]:
        columns = "wanted, id, display_name, owner, audience, model_id"
        found = sorted(self._rows.tuples("jobs", columns, NOT_DELETED), reverse=True)
        return [
            Named(id, name, owner, AUDIENCES[audience], model or id)
            for _, id, name, owner, audience, model in found  # noqa: A001 - a row's own words
        ]

    def called(self, model_id: str) -> TuningJob | None:
        where = "model_id = :model or (model_id = '' and id = :model)"
        found = self._rows.select("jobs", where, model=model_id)
        found.sort(key=lambda row: (row["deleted_at"] is None, row["wanted"]))
        return _whole(self._rows, found[-1]) if found else None

    def drop(self, claim: Claim) -> bool:
        job = claim.job.id
        with self._rows.writing():
            where = "id = :id and epoch = :epoch and card_ts is null"
            dropped = self._rows.delete("jobs", where, id=job, epoch=claim.epoch)
            if dropped:
                self._rows.delete("snapshots", "job = :job", job=job)
                self._rows.delete("news", "job = :job", job=job)
                drafts.turn(self._rows, job, old=DraftState.STARTED, new=DraftState.CHECKED)
        return bool(dropped)

    def claim(self, id: str, now: datetime) -> Claim | None:
        until = (now + LOOK_LEASE).timestamp()
        for row in self._rows.update(
            "jobs", CLAIM, OPEN, id=id, until=until, holder=self._rows.holder
        ):
            return to_claim(self._rows, row)
        return None

    def advance(
        self,
        claim: Claim,
        job: TuningJob,
        *,
        look_at: datetime | None,
        news: Sequence[NewsKind] = (),
    ) -> bool:
        return bool(self.advance_all([Move(claim=claim, job=job, look_at=look_at, news=news)]))

    def advance_all(self, moves: Sequence[Move]) -> Collection[str]:
        if not moves:
            return []
        with self._rows.writing():
            return [move.claim.job.id for move in moves if self._advance(move)]

    def _advance(self, move: Move) -> bool:
        """Move one on; only inside `writing`."""
        claim, job = move.claim, move.job
        held = {"id": claim.job.id, "epoch": claim.epoch}
        when = {"look_at": seconds(move.look_at), "look_from": seconds(move.soon or move.look_at)}
        when["paused"] = NewsKind.HINDERED in move.news
        moved = self._rows.touch("jobs", ADVANCE, HELD, **held, **of_progress(job), **when)
        if moved:
            if job.snapshots != claim.job.snapshots:
                self._keep_snapshots(claim.job.id, job)
            told = [it for it in move.news if self._is_due(it, job.owner)]
            outbox.queue(self._rows, replace(job, id=claim.job.id), told)
            if job.state is JobState.READY and job.held_out:
                trials.begin(self._rows, claim.job.id)
        return moved

    def pause(self, owner: str, reason: str, *, until: datetime) -> None:
        mine = {"owner": owner, "reason": reason}
        with self._rows.writing():
            self._rows.delete("pauses", "person = :owner", owner=owner)
            self._rows.insert("pauses", {"person": owner, "until": until.timestamp()})
            for row in self._rows.update("jobs", "reason = :reason", PAUSES, **mine):
                if row["card_ts"]:
                    outbox.queue(self._rows, to_job(row, ()), [NewsKind.CARD])

    def untold(self, now: datetime) -> Sequence[tuple[TuningJob, NewsKind]]:
        return outbox.untold(self._rows, now, partial(told_of, self._rows))

    def rename(self, id: str, *, name: str, description: str) -> TuningJob:
        with self._rows.writing():
            free = free_name(name, self._names(but=id))
            told = {"name": free, "description": description}
            renamed = self._rows.update("jobs", RENAME, "id = :id", id=id, **told)
            return self._told(id, renamed, NewsKind.CARD)

    def hand_over(self, id: str, *, owner: str) -> TuningJob:
        with self._rows.writing():
            handed = self._rows.update("jobs", "owner = :owner", "id = :id", id=id, owner=owner)
            return self._told(id, handed, NewsKind.CARD)

    def delete(self, id: str, *, by: str, at: datetime) -> TuningJob:
        with self._rows.writing():
            gone = {"id": id, "by": by, "at": at.timestamp()}
            deleted = self._rows.update("jobs", DELETE, f"id = :id and {NOT_DELETED}", **gone)
            return self._told(id, deleted, NewsKind.DELETED)

    def missed(self, id: str, at: datetime) -> TuningJob:
        with self._rows.writing():
            moment = {"id": id, "at": at.timestamp()}
            gone = self._rows.update("jobs", "gone_at = missed_at", SURELY_GONE, **moment)
            self._rows.update(
                "jobs", "missed_at = :at", f"{AT_REST} and missed_at is null", **moment
            )
            return self._told(id, gone, NewsKind.GONE)

    def met(self, id: str) -> None:
        self._rows.update("jobs", "missed_at = null, gone_at = null", WAS_MISSED, id=id)

    def warn(self, id: str, *, days: int, retires: date, successor: str) -> bool:
        told = {"days": days, "retires": retires.isoformat(), "successor": successor}
        with self._rows.writing():
            warned = self._rows.update("jobs", WARN, UNWARNED, id=id, **told)
            if warned:
                outbox.announce(self._rows, id, NewsKind.RETIRING, percent=days)
        return bool(warned)

    def before(self, job: TuningJob) -> Sequence[str]:
        wanted = seconds(job.wanted)
        found = self._rows.tuples("jobs", "owner", EARLIER, id=job.id, wanted=wanted)
        return [owner for (owner,) in found]

    def _is_due(self, news: NewsKind, owner: str) -> bool:
        """Say whether news is to be queued; only inside `writing`."""
        return news is not NewsKind.HINDERED or accounts.hinder(self._rows, owner)

    def _told(self, id: str, changed: Sequence[Row], news: NewsKind) -> TuningJob:
        """Return a job as it is now, and queue news of it if something has changed."""
        job = job_of(self._rows, id)
        if changed and job.card:
            outbox.queue(self._rows, job, [news])
        return job

    def _names(self, *, but: str = "") -> list[str]:
        found = self._rows.tuples("jobs", "display_name", f"id != :but and {NOT_DELETED}", but=but)
        return [name for (name,) in found]

    def _keep_snapshots(self, id: str, job: TuningJob) -> None:
        """Write what is new; a service that began anew has other ones."""
        last = [(it[0], to_snapshot(*it[1:])) for it in self._last(id)]
        kept = last[0][0] + 1 if last else 0
        if kept and job.snapshots[kept - 1 : kept] != (last[0][1],):
            self._rows.delete("snapshots", "job = :id", id=id)
            kept = 0
        new = [
            {"job": id, "place": place} | of_snapshot(job.snapshots[place])
            for place in range(kept, len(job.snapshots))
        ]
        self._rows.insert_all("snapshots", new)

    def _ends(self) -> Mapping[str, Sequence[Snapshot]]:
        """Return each job's first and last snapshots, all of them at once."""
        found = defaultdict[str, list[Snapshot]](list)
        for job, _, *told in sorted(self._rows.tuples("snapshots", f"job, {SNAPSHOT}", ALL_ENDS)):
            found[job].append(to_snapshot(*told))
        return found

    def _last(self, id: str) -> list[tuple[Any, ...]]:
        return self._rows.tuples("snapshots", SNAPSHOT, LAST, job=id)


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

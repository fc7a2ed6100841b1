"""Tuning jobs, in SQLite: how they are written."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any, LiteralString

from bot.domain import Claim, DraftState, JobState, Move, NewsKind, TuningJob
from bot.domain.names import free_name
from bot.store import LOOK_LEASE, Jobs, accounts, drafts, outbox, trials
from bot.store.finding import NOT_DELETED, Finding, job_of, to_claim, told_of
from bot.store.rows import (
    SNAPSHOT,
    Row,
    of_job,
    of_progress,
    of_snapshot,
    seconds,
    to_job,
    to_snapshot,
)

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
AT_REST = "id = :id and state = 'ready'"
SURELY_GONE = f"{AT_REST} and gone_at is null and missed_at < :at"
WAS_MISSED = "id = :id and missed_at is not null"
WARN = "warned = :days, retires = :retires, successor = :successor"
UNWARNED = f"{AT_REST} and (warned is null or warned > :days)"
LAST = """
    job = :job and
    place = (select max(place) from snapshots where workspace = :workspace and job = :job)
"""
PUT_OFF = "look_at = :until, look_from = :until"
ALIKE = """
    owner = :owner and service = :service and project = :project and location = :location
    and state = 'wanted' and card_ts is not null and lane = ''
    and look_from <= :now and look_at <= :now
"""
PAUSES = "owner = :owner and look_at is not null and reason != :reason"


class SqliteJobs(Finding, Jobs):
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

    def put_off(self, job: TuningJob, *, now: datetime, until: datetime) -> None:
        site, times = job.site, {"now": now.timestamp(), "until": until.timestamp()}
        where = {"service": site.service, "project": site.place.project}
        where |= {"location": site.place.location, "owner": job.owner}
        with self._rows.writing():
            self._rows.touch("jobs", PUT_OFF, ALIKE, **where, **times)

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

    def _last(self, id: str) -> list[tuple[Any, ...]]:
        return self._rows.tuples("snapshots", SNAPSHOT, LAST, job=id)

"""Trials of tuned models, in SQLite."""

import json
from dataclasses import astuple
from datetime import datetime
from typing import LiteralString

from bot.domain import Example, NewsKind, Trial, TrialClaim, Tried
from bot.store import TRY_LEASE, Trials, outbox
from bot.store.rows import Row
from bot.store.tenant import Tenant

PURPOSE = "trial"

# Across all workspaces; a trial that is over has no *try_at*.
CLAIM_TRIALS = """
    update trials set try_at = :until, epoch = epoch + 1, tries = tries + 1, holder = :holder
    where (workspace, job) in (
        select workspace, job from trials
        where (try_at <= :now or try_at > :horizon) and tries < :tries
        and workspace not in (select workspace from departures)
        order by try_at limit :limit
    )
    returning *
"""
HELD = "job = :job and epoch = :epoch and try_at is not null"


class SqliteTrials(Trials):
    def __init__(self, tenant: Tenant) -> None:
        self._rows = tenant

    def trial(self, job: str) -> Trial | None:
        for row in self._rows.select("trials", "job = :job", job=job):
            return _to_trial(self._rows, row)
        return None

    def save(self, claim: TrialClaim, trial: Trial, *, now: datetime) -> bool:
        changes = "sealed = :sealed, try_at = :until, tries = 1"
        until = (now + TRY_LEASE).timestamp()
        return bool(self._update(changes, claim, trial, until=until))

    def finish(self, claim: TrialClaim, trial: Trial) -> bool:
        with self._rows.writing():
            done = self._update("sealed = :sealed, try_at = null", claim, trial)
            if done:
                outbox.announce(self._rows, claim.trial.job, NewsKind.TRIED)
        return bool(done)

    def _update(
        self, changes: LiteralString, claim: TrialClaim, trial: Trial, **values: object
    ) -> list[Row]:
        job = claim.trial.job
        held = {"job": job, "epoch": claim.epoch, "sealed": _sealed(self._rows, job, trial)}
        return self._rows.update("trials", changes, HELD, **held, **values)


def begin(tenant: Tenant, job: str) -> None:
    """Have a job's trial begin; only inside `writing`."""
    sealed = _sealed(tenant, job, Trial(job=job, total=0))
    tenant.insert("trials", {"job": job, "sealed": sealed, "try_at": 0.0, "tries": 0, "epoch": 0})


def to_claim(tenant: Tenant, row: Row) -> TrialClaim:
    return TrialClaim(
        workspace=row["workspace"],
        trial=_to_trial(tenant, row),
        epoch=row["epoch"],
        tries=row["tries"],
    )


def _sealed(tenant: Tenant, job: str, trial: Trial) -> bytes:
    rows = [(*astuple(it.example), it.tuned, it.base) for it in trial.rows]
    return tenant.seal(json.dumps([trial.total, trial.note, rows]).encode(), job, PURPOSE)


def _to_trial(tenant: Tenant, row: Row) -> Trial:
    total, note, rows = json.loads(tenant.open(row["sealed"], row["job"], PURPOSE))
    tried = (Tried(Example(text, output), tuned, base) for text, output, tuned, base in rows)
    return Trial(job=row["job"], total=total, note=note, rows=tuple(tried))

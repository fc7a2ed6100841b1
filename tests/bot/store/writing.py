"""Jobs written and moved on, as the tuner would."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain import Claim, JobState, News, NewsKind
from bot.store import LOOK_LEASE, Store, WorkspaceStore
from tests import make

LATER = make.NOON + LOOK_LEASE


def written(store: WorkspaceStore, id: str = "cat", **changes: Any) -> Claim:
    """Write a job and return its claim."""
    claim = store.jobs.add(make.job(id=id, **changes), now=make.NOON)
    assert claim
    return claim


def progress(
    store: WorkspaceStore, claim: Claim, done: int, kind: NewsKind = NewsKind.PROGRESS
) -> bool:
    """Move a job on, of four steps, with news of it; it is due again at once."""
    job = claim.job.moved_to(make.status(JobState.TUNING, done), make.NOON)
    return store.jobs.advance(claim, job, look_at=make.NOON, news=[kind])


def again(store: WorkspaceStore, id: str = "cat") -> Claim:
    claim = store.jobs.claim(id, make.NOON)
    assert claim
    return claim


def news(store: Store, now: datetime = make.NOON) -> News:
    """Claim the one piece of news that can be claimed."""
    [one] = store.claim_news(now, 9)
    return one


def over(store: WorkspaceStore, claim: Claim) -> bool:
    job = replace(claim.job, state=JobState.READY, finished=make.NOON)
    return store.jobs.advance(claim, job, look_at=None, news=[NewsKind.READY])

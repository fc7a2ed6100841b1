"""What comes of a look: how a job goes on, when it is looked at again, what is told."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain import Claim, InLine, JobState, Move, NewsKind, TuningJob
from bot.errors import (
    Forbidden,
    LinkExpired,
    NotConnected,
    NotFound,
    QuotaUsedUp,
    ServiceRefused,
    TunerError,
    TuningUnavailable,
)
from bot.pacing import LONGEST_ASKED, NONE

MISSING = "The tuning service doesn't find this model. Tuner looks once more."
GONE = "The tuning service no longer has this model. Start again with `/tune`."
PASSING = (TuningUnavailable, LinkExpired, NotConnected)  # what keeps a job from starting
UNLINKED = (LinkExpired, NotConnected)  # what pauses all that a person tunes
CLOSED = (*UNLINKED, Forbidden)  # what its owner has to do something about
SLOWLY = timedelta(minutes=10)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=10)  # in line


@dataclass(frozen=True, slots=True)
class Stepping:
    """Decides and writes nothing. *eager* and *chance* are as `Following` has them."""

    eager: timedelta
    chance: Callable[[], float]

    def step(self, claim: Claim, job: TuningJob, now: datetime, not_before: datetime) -> Move:
        """Say what came of a claim; only what runs may be looked at together with others."""
        news, jitter = job.news_since(claim.job), self.chance()
        look_at = job.next_look(now, eager=self.eager, jitter=jitter)
        if look_at is None:
            return Move(claim=claim, job=job, look_at=None, news=news)
        if job.line:
            look_at = max(job.line.next_try or now, not_before)
            line = job.line.next_try and replace(job.line, next_try=look_at)
            job = replace(job, line=line or job.line)
        look_at = max(look_at, not_before)
        waits = job.state is JobState.WANTED
        soon = look_at if waits else look_at - (look_at - max(now, not_before)) / 2
        return Move(claim=claim, job=job, look_at=look_at, soon=soon, news=news)

    def trouble(
        self, claim: Claim, error: TunerError, now: datetime, rest: timedelta = NONE
    ) -> Move:
        """Say what comes of a look in vain. A start that is refused is the job's end."""
        job = claim.job
        gone = isinstance(error, NotFound) and job.reason == MISSING
        if job.state is JobState.WANTED and not isinstance(error, PASSING):
            job = replace(job, state=JobState.FAILED, line=None, finished=now, reason=str(error))
        elif gone:
            job = replace(job, state=JobState.FAILED, finished=now, reason=GONE)
        else:
            reason = MISSING if isinstance(error, NotFound) else str(error)
            job = replace(job, reason=reason)
        step = self.step(claim, job, now, now + max(rest, _patience(error)))
        if step.look_at and isinstance(error, CLOSED):
            return replace(step, news=(*step.news, NewsKind.HINDERED))
        return step

    def later(self, claim: Claim, now: datetime, until: datetime) -> Move:
        """Look later; of those that wait for the same, not all at once."""
        spread = (until - now) / 10
        return Move(claim=claim, job=claim.job, look_at=until + spread * (1 + self.chance()))


def in_line(job: TuningJob, lane: str, error: QuotaUsedUp, now: datetime) -> TuningJob:
    """Have a job stand in line, or go on standing there: the service takes no more."""
    line = job.line or InLine(lane=lane)
    wait = min(FIRST_WAIT * 2 ** min(line.refused, 9), LONGEST_WAIT)
    wait = max(wait, min(error.retry_after or NONE, LONGEST_ASKED))
    line = replace(line, refused=line.refused + 1, next_try=now + wait)
    return replace(job, line=line, reason="")


def _patience(error: TunerError) -> timedelta:
    """Say how long it is useless to ask again."""
    if isinstance(error, (ServiceRefused, *UNLINKED)):
        return SLOWLY  # or until the owner links anew
    return min(getattr(error, "retry_after", None) or NONE, LONGEST_ASKED)

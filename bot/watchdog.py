"""The watchdog: says of a training that stands still how long others waited here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain import JobState, TuningJob
from bot.domain.stalls import stalled, stands_still
from bot.store import Jobs

COMPARED = 100  # trainings that became ready last: a median needs no more


@dataclass(slots=True)
class Watchdog:
    """One for each look: where a service stands still, so do all its trainings."""

    jobs: Jobs
    _ready: Sequence[TuningJob] | None = field(default=None, init=False)

    def watched(self, job: TuningJob, now: datetime) -> TuningJob:
        """Return the job, with a word about it if it has stood still for long."""
        return stalled(job, self._others(), now) if stands_still(job, now) else job

    def _others(self) -> Sequence[TuningJob]:
        if self._ready is None:
            ready = [it.id for it in self.jobs.named() if it.state is JobState.READY]
            self._ready = self.jobs.some(ready[:COMPARED])
        return self._ready

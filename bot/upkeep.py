"""What is looked after once a day: models that vanished, people who left, answers too old."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import JobState
from bot.errors import TunerError
from bot.store import Store
from bot.tuner import Tuner

log = logging.getLogger(__name__)

OFTEN = timedelta(hours=1)  # that it is asked whether a day has passed
DAY = timedelta(days=1)


@dataclass(slots=True)
class Upkeep:
    """Runs in each process; what it does may be done twice."""

    store: Store
    tuner_for: Callable[[str], Tuner]
    done: datetime | None = None

    def look_after(self, now: datetime) -> None:
        """Do it all, unless that was less than a day ago. One workspace's trouble is its own."""
        if self.done and now - self.done < DAY:
            return
        self.done = now
        for workspace in self.store.workspaces():
            try:
                self._look_after(self.tuner_for(workspace), now)
            except Exception:
                log.exception("upkeep.failed workspace=%s", workspace)

    def _look_after(self, tuner: Tuner, now: datetime) -> None:
        jobs = [it for it in tuner.store.jobs.jobs() if it.state is not JobState.DELETED]
        find_who_left(tuner, {it.owner for it in jobs}, now)
        for job in jobs:
            tuner.models.look_for(job)
        days = tuner.may.policy.retention_days
        if days is not None:
            forgotten = tuner.store.answers.forget_before(now - timedelta(days=days))
            log.info("answers.forgotten workspace=%s count=%d", tuner.workspace, forgotten)


def find_who_left(tuner: Tuner, owners: Iterable[str], now: datetime) -> None:
    """Write down which owners are deactivated, and which are back."""
    for user in owners:
        try:
            left = tuner.who.person(user).is_deactivated
        except TunerError:
            continue
        if left:
            tuner.store.departed.left(user, now)
        else:
            tuner.store.departed.back(user)

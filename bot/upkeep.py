"""What is looked after once a day: models that vanish or will, people who left, what is old."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import retiring
from bot.domain import JobState, Site, TuningJob
from bot.errors import TunerError
from bot.store import Store
from bot.tuner import Tuner

log = logging.getLogger(__name__)

OFTEN = timedelta(hours=1)  # that it is asked whether a day has passed
DAY = timedelta(days=1)
DATA = timedelta(days=30)  # that training data may lie at a service, where nobody settled it


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
        known = tuner.store.jobs.jobs()
        jobs = [it for it in known if it.state is not JobState.DELETED]
        find_who_left(tuner, {it.owner for it in jobs}, now)
        for job in jobs:
            tuner.models.look_for(job)
        retiring.warn(tuner, jobs, now)
        days = tuner.may.policy.retention_days
        tidy_up(tuner, known, now - (DATA if days is None else timedelta(days=days)))
        if days is not None:
            forgotten = tuner.store.answers.forget_before(now - timedelta(days=days))
            log.info("answers.forgotten workspace=%s count=%d", tuner.workspace, forgotten)


def tidy_up(tuner: Tuner, jobs: Iterable[TuningJob], before: datetime) -> None:
    """Delete the training data that lies in buckets since before then.

    Tuner has it, too. Of those who tuned there the first whose account still works will do.
    """
    owners = defaultdict[Site, list[str]](list)
    for job in jobs:
        if job.site.place.bucket and job.owner not in owners[job.site]:
            owners[job.site].append(job.owner)
    for site, users in owners.items():
        for user in users:
            try:
                count = tuner.service_for(user, site).tidy(before)
            except TunerError as error:
                why = type(error).__name__
                log.info("data.kept workspace=%s user=%s error=%s", tuner.workspace, user, why)
                continue
            log.info("data.deleted workspace=%s count=%d", tuner.workspace, count)
            break


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

"""Telling the owners of models whose base retires: a while before, and again as it comes near."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from bot.domain import BaseModel, JobState, Site, TuningJob
from bot.errors import TunerError
from bot.tuner import Tuner

log = logging.getLogger(__name__)

DAYS = (90, 30, 7)  # before; of several that are due only the nearest is told


def warn(tuner: Tuner, jobs: Sequence[TuningJob], now: datetime) -> None:
    """Queue the news for each model that is due, once for each of these days."""
    ready = defaultdict[Site, list[TuningJob]](list)
    for job in jobs:
        if job.state is JobState.READY and not job.gone:
            ready[job.site].append(job)
    for site, there in ready.items():
        bases = _bases(tuner, site, there)
        for job in there:
            _look_at(tuner, job, bases, now)


def _look_at(tuner: Tuner, job: TuningJob, bases: Sequence[BaseModel], now: datetime) -> None:
    first = tuner.costs.first_base(job.order)
    base = next((it for it in bases if it.name == first), None)
    if base is None or base.retires is None:
        return
    left = (base.retires - now.date()).days
    due = [days for days in DAYS if 0 <= left <= days]
    if due and tuner.store.jobs.warn(
        job.id, days=min(due), retires=base.retires, successor=_successor(bases, now)
    ):
        log.info("model.retiring job=%s days=%d", job.id, left)


def _successor(bases: Sequence[BaseModel], now: datetime) -> str:
    """Return the first base that stays for longer, "" if there is none."""
    stays = (it for it in bases if not it.retires or (it.retires - now.date()).days > DAYS[0])
    return next((it.name for it in stays), "")


def _bases(tuner: Tuner, site: Site, jobs: Sequence[TuningJob]) -> Sequence[BaseModel]:
    """Ask for the base models at a site, as the first owner whose account still works."""
    for user in dict.fromkeys(job.owner for job in jobs):
        try:
            return tuner.service_for(user, site).base_models()
        except TunerError as error:
            log.info("bases.unseen workspace=%s error=%s", tuner.workspace, type(error).__name__)
    return ()

"""The clock of each process."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.base import JobLookupError  # pyright: ignore[reportMissingTypeStubs]
from apscheduler.schedulers.background import (  # pyright: ignore[reportMissingTypeStubs]
    BackgroundScheduler,
)

from bot.domain import Clock, utc_now

log = logging.getLogger(__name__)

TICK = timedelta(seconds=1)


class Pulse:
    """What ticks. It is not the queue: the queue is rows in the store."""

    def __init__(self, clock: Clock = utc_now) -> None:
        # By default a tick that is a second late is skipped; here it is only late.
        late = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = BackgroundScheduler(timezone=UTC, job_defaults=late)
        self._clock, self._ticks = clock, list[str]()
        # A look that takes longer than a tick is no news: the next one waits for it.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)

    def add(self, tick: Callable[[datetime], object], every: timedelta = TICK) -> None:
        name, seconds = tick.__name__, every.total_seconds()
        self._scheduler.add_job(
            lambda: tick(self._clock()), "interval", seconds=seconds, id=name, name=name
        )
        self._ticks.append(name)

    def start(self) -> None:
        self._scheduler.start()

    def wake(self) -> None:
        """Tick at once."""
        for name in self._ticks:
            try:
                self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))
            except JobLookupError:  # stopped already
                log.debug("pulse.stopped")

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    @property
    def is_beating(self) -> bool:
        return self._scheduler.running

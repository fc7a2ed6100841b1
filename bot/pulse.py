"""The clock of each process."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

from apscheduler.jobstores.base import JobLookupError  # pyright: ignore[reportMissingTypeStubs]
from apscheduler.schedulers.background import (  # pyright: ignore[reportMissingTypeStubs]
    BackgroundScheduler,
)

from bot.domain import Clock, utc_now

log = logging.getLogger(__name__)

TICK = timedelta(seconds=1)
LATE, TOO_LATE = 5, 30  # ticks without one
GUARD, NEVER = 1.0, 1e9  # seconds


class Pulse:
    """What ticks. It is not the queue: the queue is rows in the store."""

    def __init__(self, clock: Clock = utc_now) -> None:
        # By default a tick that is a second late is skipped; here it is only late.
        late = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = BackgroundScheduler(timezone=UTC, job_defaults=late)
        self._clock, self._ticks = clock, list[str]()
        self._last, self._period = time.monotonic(), NEVER
        self._stopped = Event()
        # A look that takes longer than a tick is no news: the next one waits for it.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)

    def add(self, tick: Callable[[datetime], object], every: timedelta = TICK) -> None:
        name, seconds = tick.__name__, every.total_seconds()

        def run() -> None:
            self._last = time.monotonic()
            tick(self._clock())

        self._scheduler.add_job(run, "interval", seconds=seconds, id=name, name=name)
        self._ticks.append(name)
        self._period = min(self._period, seconds)

    def start(self) -> None:
        self._last = time.monotonic()
        self._scheduler.start()
        Thread(target=self._guard, name="guard", daemon=True).start()

    def wake(self) -> None:
        """Tick at once."""
        for name in self._ticks:
            try:
                self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))
            except JobLookupError:  # stopped already
                log.debug("pulse.stopped")

    def stop(self) -> None:
        self._stopped.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    @property
    def is_beating(self) -> bool:
        return self._scheduler.running and not self._is_late(TOO_LATE)

    def _is_late(self, ticks: int) -> bool:
        return time.monotonic() - self._last > ticks * max(self._period, TICK.total_seconds())

    def _guard(self) -> None:
        """Wake what waits for a time that is far away, since the clock was put back."""
        while not self._stopped.wait(GUARD):
            if self._is_late(LATE):
                log.warning("pulse.late")
                self.wake()

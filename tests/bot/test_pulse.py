"""What ticks goes on ticking, and can be woken."""

import logging
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.pulse import Pulse


class Bell:
    """Rings when it is ticked."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.rung, self.times, self.trouble = threading.Event(), list[datetime](), trouble

    def tick(self, now: datetime) -> None:
        self.times.append(now)
        self.rung.set()
        if self.trouble:
            raise self.trouble


def test_waking_ticks_at_once() -> None:
    pulse, bell = Pulse(), Bell()
    pulse.add(bell.tick, every=timedelta(hours=1))
    pulse.start()
    pulse.wake()
    assert bell.rung.wait(5)
    pulse.stop()
    pulse.wake()  # nobody minds


def test_a_tick_that_fails_is_not_the_last(caplog: pytest.LogCaptureFixture) -> None:
    pulse, bell = Pulse(), Bell(ValueError("once"))
    pulse.add(bell.tick, every=timedelta(milliseconds=50))
    with caplog.at_level(logging.ERROR, "apscheduler"):
        pulse.start()
        assert bell.rung.wait(5)
        bell.rung.clear()
        assert bell.rung.wait(5)
    pulse.stop()
    assert "ValueError" in caplog.text


def test_a_clock_that_is_put_back_stops_no_tick() -> None:
    """To the scheduler the next tick is an hour away then."""
    pulse, bell = Pulse(), Bell()
    pulse.add(bell.tick)
    pulse.start()
    assert bell.rung.wait(5)
    scheduler: Any = vars(pulse)["_scheduler"]
    scheduler.modify_job("tick", next_run_time=datetime.now(UTC) + timedelta(hours=1))
    bell.rung.clear()

    assert bell.rung.wait(15)
    assert pulse.is_beating
    pulse.stop()
    assert not pulse.is_beating

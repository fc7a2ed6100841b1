"""How often a service may be asked: so many calls a second, and a rest after trouble."""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

LONGEST_REST = timedelta(minutes=10)
NONE = timedelta()


@dataclass(slots=True)
class _Lane:
    calls: float
    at: float
    rests_until: float = 0.0
    troubles: int = 0


@dataclass(slots=True)
class Pace:
    """One for a process. Any thread may use it; *clock* never goes back.

    A lane is whose quota is used: a bucket of *burst* calls that fills at *rate* a second.
    After trouble it rests, *first* for so long.
    """

    rate: float = 50.0
    burst: float = 100.0
    first: timedelta = timedelta(seconds=1)
    clock: Callable[[], float] = time.monotonic
    _lanes: dict[str, _Lane] = field(init=False)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._lanes = defaultdict(lambda: _Lane(self.burst, self.clock()))

    def take(self, lane: str) -> timedelta:
        """Take leave for a call, or return how long to wait."""
        with self._lock:
            it, now = self._lanes[lane], self.clock()
            it.calls = min(self.burst, it.calls + (now - it.at) * self.rate)
            it.at = now
            wait = max(it.rests_until - now, (1 - it.calls) / self.rate)
            if wait > 0:
                return timedelta(seconds=wait)
            it.calls -= 1
            return NONE

    def rests(self, lane: str) -> timedelta:
        """Return how much longer a lane rests."""
        with self._lock:
            return timedelta(seconds=max(self._lanes[lane].rests_until - self.clock(), 0.0))

    def went_well(self, lane: str) -> None:
        with self._lock:
            self._lanes[lane].troubles = 0

    def troubled(self, lane: str, retry_after: timedelta | None = None) -> None:
        """Rest twice as long as last time, or as long as the service asks for if that is more.

        What went wrong on other threads meanwhile is the same trouble.
        """
        with self._lock:
            it, now = self._lanes[lane], self.clock()
            if it.rests_until <= now:
                it.troubles += 1
            rest = min(self.first * 2 ** min(it.troubles - 1, 9), LONGEST_REST)
            rest = min(max(rest, retry_after or NONE), LONGEST_REST)
            it.rests_until = max(it.rests_until, now + rest.total_seconds())

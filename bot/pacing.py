"""How often a service may be asked: so many calls a second, and a rest after trouble."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

LONGEST_REST, LONGEST_ASKED = timedelta(minutes=10), timedelta(minutes=15)
NONE = timedelta()


@dataclass(slots=True)
class _Lane:
    calls: float
    at: datetime | None = None
    rests_until: datetime | None = None
    troubles: int = 0

    def rest(self, now: datetime) -> timedelta:
        """Return how much longer it rests; a longer one was left by a clock that went back."""
        left = self.rests_until - now if self.rests_until else NONE
        return left if NONE < left <= LONGEST_ASKED else NONE


@dataclass(slots=True)
class Pace:
    """One for a process. Any thread may use it.

    A lane is whose quota is used: a bucket of *burst* calls that fills at *rate* a second.
    After trouble it rests, *first* for so long.
    """

    rate: float = 50.0
    burst: float = 100.0
    first: timedelta = timedelta(seconds=1)
    waited: int = 0  # how often somebody had to come back
    waited_for: timedelta = NONE  # how long, by what they were told
    _lanes: dict[str, _Lane] = field(init=False)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._lanes = defaultdict(lambda: _Lane(self.burst))

    def take(self, lane: str, now: datetime) -> timedelta:
        """Take leave for a call, or return how long to wait."""
        with self._lock:
            it = self._lanes[lane]
            passed = max((now - it.at).total_seconds(), 0.0) if it.at else 0.0
            it.calls, it.at = min(self.burst, it.calls + passed * self.rate), now
            wait = max(it.rest(now), timedelta(seconds=(1 - it.calls) / self.rate))
            if wait > NONE:
                self.waited, self.waited_for = self.waited + 1, self.waited_for + wait
                return wait
            it.calls -= 1
            return NONE

    def went_well(self, lane: str) -> None:
        with self._lock:
            self._lanes[lane].troubles = 0

    def troubled(self, lane: str, now: datetime, retry_after: timedelta | None = None) -> timedelta:
        """Rest twice as long as last time, or as long as the service asks for if that is more.

        Return how long. What went wrong on other threads meanwhile is the same trouble.
        """
        with self._lock:
            it = self._lanes[lane]
            left = it.rest(now)
            it.troubles += left == NONE
            rest = self.first * 2 ** min(it.troubles - 1, 9)
            rest = max(min(rest, LONGEST_REST), left, min(retry_after or NONE, LONGEST_ASKED))
            it.rests_until = now + rest
            return rest

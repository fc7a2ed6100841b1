"""Slack's rate limits.

`strict` is Slack's own figures; `on` allows ten times as much, so that a person at a local
workspace does not wait, and a loop that runs away is still stopped; `off` is none.
"""

import math
import time
from dataclasses import dataclass

from playground.slack.ids import Clock
from playground.slack.settings import RateLimits

GENEROUS = 10
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}  # calls a minute, of each method
POSTING = (1.0, 10.0)  # messages a second to one channel, and how many at once


@dataclass(slots=True)
class Bucket:
    rate: float  # a second
    most: float
    level: float
    at: float


class Rates:
    def __init__(self, mode: RateLimits, clock: Clock = time.monotonic) -> None:
        self._times = {"on": GENEROUS, "strict": 1, "off": 0}[mode]
        self._clock = clock
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def wait(self, method: str, tier: int, channel: str = "") -> int:
        """Count one call; return 0, or the seconds after which to try again."""
        if not self._times:
            return 0
        rate, most = POSTING if channel else (TIERS[tier] / 60, float(TIERS[tier]))
        return self._take((method, channel), rate * self._times, most * self._times)

    def _take(self, key: tuple[str, str], rate: float, most: float) -> int:
        now = self._clock()
        bucket = self._buckets.setdefault(key, Bucket(rate, most, most, now))
        bucket.level = min(bucket.most, bucket.level + (now - bucket.at) * bucket.rate)
        bucket.at = now
        if bucket.level >= 1:
            bucket.level -= 1
            return 0
        return max(1, math.ceil((1 - bucket.level) / bucket.rate))

"""Ids and timestamps as Slack makes them."""

import secrets
import string
import time
from collections.abc import Callable

_LETTERS = string.ascii_uppercase + string.digits
Clock = Callable[[], float]


def new_id(prefix: str) -> str:
    return prefix + "0" + "".join(secrets.choice(_LETTERS) for _ in range(9))


def block_id() -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(5))


class Timestamps:
    """Message ids: seconds and microseconds, each one later than the last."""

    def __init__(self, last: str = "0.0", clock: Clock = time.time) -> None:
        seconds, _, micros = last.partition(".")
        self._last = int(seconds) * 1_000_000 + int(micros or 0)
        self._clock = clock

    def __call__(self) -> str:
        self._last = max(self._last + 1, int(self._clock() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

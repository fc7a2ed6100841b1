"""A clock that can be put forward and back."""

import time
from collections.abc import Callable


class ShiftedClock:
    """Gives seconds since 1970, *offset* of them later than the clock beneath."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock, self.offset = clock, 0.0

    def __call__(self) -> float:
        return self._clock() + self.offset

"""What happens, as people's pages hear it."""

import asyncio
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

KEPT = 5_000


@dataclass(frozen=True, slots=True)
class Happening:
    seq: int
    body: Json
    audience: frozenset[str] | None  # None: everybody


class Feed:
    """Numbered happenings, the last `KEPT` of them kept.

    Numbers begin at the clock's milliseconds, so that they go on rising after a restart and
    whoever asks with an old number still gets all that is new.
    """

    def __init__(self) -> None:
        self._kept: deque[Happening] = deque(maxlen=KEPT)
        self.seq = self._first = int(time.time() * 1000)
        self.closed = False
        self._news = asyncio.Event()

    def publish(self, kind: str, audience: set[str] | None = None, /, **payload: Any) -> None:
        self.seq += 1
        body = {"seq": self.seq, "type": kind, **payload}
        to = None if audience is None else frozenset(audience)
        self._kept.append(Happening(self.seq, body, to))
        self._wake()

    def since(self, seq: int, person: str) -> list[Json]:
        found: list[Json] = []
        for it in reversed(self._kept):
            if it.seq <= seq:
                break
            if it.audience is None or person in it.audience:
                found.append(it.body)
        return found[::-1]

    def lost(self, seq: int) -> list[Json]:
        """Return a notice for who last looked before what is kept: to look at everything again."""
        full = len(self._kept) == KEPT
        oldest = self._kept[0].seq - 1 if full else self._first
        return [{"seq": self.seq, "type": "notice", "reset": True}] if 0 < seq < oldest else []

    async def wait(self, seq: int, person: str, seconds: float) -> list[Json]:
        """Return what is new to *person*, waiting for it at most *seconds*."""
        end = time.monotonic() + seconds
        while True:
            news, found = self._news, self.since(seq, person)
            rest = end - time.monotonic()
            if found or self.closed or rest <= 0:
                return found
            seq = self.seq  # what was there is not for this person
            try:
                await asyncio.wait_for(news.wait(), rest)
            except TimeoutError:
                return []

    def close(self) -> None:
        """Let everybody who waits go."""
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        woken, self._news = self._news, asyncio.Event()
        woken.set()

"""How fast Slack lets us go: by method, workspace and channel."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Lock

from slack_sdk import WebClient

from bot.domain import Clock, utc_now

# One call each, on the average. Messages are counted for each channel, edits for a workspace.
LIMITS = {"chat.postMessage": timedelta(seconds=1), "chat.update": timedelta(seconds=1.2)}
BY_CHANNEL = {"chat.postMessage"}
BURST = 8  # calls that may come before their time, if what follows waits
LONGEST = timedelta(seconds=10)

Key = tuple[str, str, str]


def _sleep(seconds: float) -> None:
    Event().wait(seconds)


@dataclass(slots=True, eq=False)
class Limiter:
    """Any thread may ask. Only `hold` waits, and nobody may call that on the way to an ack."""

    limits: dict[str, timedelta] = field(default_factory=lambda: dict(LIMITS))
    clock: Clock = utc_now
    sleep: Callable[[float], None] = _sleep
    waited: int = 0  # how often somebody had to wait or to come back
    waited_for: timedelta = timedelta()  # how long, by what they were told
    _next: dict[Key, datetime] = field(default_factory=dict[Key, datetime])
    _closed: dict[Key, datetime] = field(default_factory=dict[Key, datetime])
    _lock: Lock = field(default_factory=Lock)

    def take(
        self, method: str, client: WebClient, channel: str = "", *, ahead: int = BURST
    ) -> timedelta:
        """Take a place and return zero; or, if none is free, how long until there is one.

        *ahead* is how many calls may be made before their time.
        """
        key, now = _key(method, client, channel), self.clock()
        pace = self.limits.get(method, timedelta())
        with self._lock:
            due = max(self._next.get(key, now), now)
            free = max(due - ahead * pace, self._closed.get(key, now))
            if free > now:
                self.waited, self.waited_for = self.waited + 1, self.waited_for + (free - now)
                return free - now
            self._next[key] = due + pace
            return timedelta()

    def told(self, method: str, client: WebClient, channel: str, wait: timedelta) -> None:
        """Remember that Slack wants to be left alone for so long."""
        key = _key(method, client, channel)
        with self._lock:
            until = self.clock() + wait
            self._closed[key] = max(until, self._closed.get(key, until))

    def hold(self, method: str, client: WebClient, channel: str = "") -> None:
        """Wait for a place, but not for ever: then Slack says no itself."""
        rest = LONGEST
        while (wait := self.take(method, client, channel)) and rest > timedelta():
            wait = min(wait, rest)
            self.sleep(wait.total_seconds())
            rest -= wait


def _key(method: str, client: WebClient, channel: str) -> Key:
    return method, client.token or "", channel if method in BY_CHANNEL else ""


SHARED = Limiter()  # what counts is what the whole process sends

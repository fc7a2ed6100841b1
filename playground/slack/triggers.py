"""Trigger ids: with one, an app may open a view for the person who acted."""

import secrets
import time
from dataclasses import dataclass

from playground.slack.errors import SlackError
from playground.slack.ids import Clock

REMEMBERED = 600  # seconds for which an old one is still known by name


@dataclass(slots=True)
class Trigger:
    person: str
    born: float
    channel: str  # where they were, or nothing
    used: bool = False


class Triggers:
    def __init__(self, life: float, clock: Clock = time.monotonic) -> None:
        self._life, self._clock = life, clock
        self._known: dict[str, Trigger] = {}

    def new(self, person: str, channel: str = "") -> str:
        self._forget()
        made = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._known[made] = Trigger(person, self._clock(), channel)
        return made

    def use(self, id: str) -> Trigger:
        """Return whom it is for; raises `SlackError` the second time and when it is too late."""
        trigger = self._known.get(id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock() - trigger.born > self._life:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def _forget(self) -> None:
        old = self._clock() - max(self._life, REMEMBERED)
        while self._known and next(iter(self._known.values())).born < old:  # in order of birth
            del self._known[next(iter(self._known))]

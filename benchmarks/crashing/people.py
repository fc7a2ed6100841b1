"""People who fill in forms while the bot is killed again and again, and know what was taken."""

import itertools
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import requests

from playground.journey import Stuck, Traveller, text_of
from playground.person import Json, Refused

CSV = b"text_input,output\nI,II\nII,III\nIV,V\n"
SOON = 4.0  # seconds that somebody looks at a modal in which nothing happens
LATER = 15.0  # and at one that says that it is at work
# What an ack says that takes nothing on, or perhaps.
NOT_TAKEN = ("nothing was changed", "hands full", "on our side", "slower than usual")

NUMBERS = itertools.count(1)


@dataclass
class Somebody:
    """Sends forms until told to stop. What Slack has heard an ack for is *sent* and *begun*."""

    traveller: Traveller
    stop: threading.Event
    sent: list[str] = field(default_factory=list[str])
    begun: list[str] = field(default_factory=list[str])

    def work(self) -> None:
        while not self.stop.is_set():
            with suppress(Stuck, Refused, TimeoutError, LookupError, requests.RequestException):
                self._send_one()
            with suppress(Refused, LookupError, requests.RequestException):
                self.traveller.close()

    def _send_one(self) -> None:
        person, name = self.traveller.person, f"form-{next(NUMBERS)}"
        person.command(self.traveller.channel, "/tune")
        form = self._modal(lambda it: "display_name" in str(it), SOON)
        file = person.upload("cats.csv", CSV)
        person.submit(form, file=[file["id"]], display_name=name, epochs="1")
        self._note(self.sent, name)
        found = self._modal(lambda it: "'text': 'Start'" in str(it.get("submit")), LATER)
        person.submit(found)
        self._note(self.begun, name)

    def _note(self, taken: list[str], name: str) -> None:
        """Remember what Slack has heard an ack for, unless the ack itself says no."""
        said = text_of(self.traveller.person.view() or {})
        if not any(words in said for words in NOT_TAKEN):
            taken.append(name)

    def _modal(self, wanted: Callable[[Json], bool], within: float) -> Json:
        def seen() -> Json | None:
            view = self.traveller.person.view()
            return view if view and wanted(view) else None

        found = self.traveller.person.until(seen, within=within)
        assert text_of(found)
        return found


@dataclass
class Team:
    """All of them at once."""

    members: Sequence[Somebody]
    stop: threading.Event

    def __post_init__(self) -> None:
        self._threads = [threading.Thread(target=it.work, daemon=True) for it in self.members]
        for thread in self._threads:
            thread.start()

    @property
    def sent(self) -> set[str]:
        return {name for it in self.members for name in it.sent}

    @property
    def begun(self) -> set[str]:
        return {name for it in self.members for name in it.begun}

    def go_home(self) -> None:
        self.stop.set()
        for thread in self._threads:
            thread.join(60)

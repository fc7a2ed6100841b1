"""The way of a newcomer through Tuner, step by step, as a person goes it on the page."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import requests

from playground.forms import press
from playground.person import Json, Person, elements

MINUTE = 60.0
OVER = ("is ready", "could not be tuned", "was cancelled")
THINKING = ":hourglass"  # stands where more of an answer is to come


class Stuck(Exception):  # noqa: N818  # the words say at which step
    """What should have followed did not; says what was seen instead."""


@dataclass
class Traveller:
    """A person in one channel; *told* hears what happens."""

    person: Person
    channel: str
    told: Callable[[str], None] = field(default=lambda _: None)

    @classmethod
    def arrive(cls, url: str, name: str, channel: str, **more: Any) -> Traveller:
        person = Person.named(url, name)
        return cls(person, person.channel(channel), **more)

    def open_form(self, email: str) -> Json:
        """Type ``/tune`` and return the form; link a Google account first if Tuner asks for it."""
        self.person.command(self.channel, "/tune")
        view = self.modal(lambda it: bool(asks_to_link(it) or it.get("submit")))
        if label := asks_to_link(view):
            self.told("Tuner asks for a Google account")
            sign_in(button(view, label)["url"], email)
            self.told(f"linked {email}")
            view = self.modal(lambda it: bool(it.get("submit")))
        return view

    def fill_in(
        self, form: Json, file: Path | str, content: bytes | None = None, /, **more: Any
    ) -> Json:
        """Attach a file, submit, and return what Tuner found in it."""
        path = Path(file)
        given = path.read_bytes() if content is None else content
        attached = self.person.upload(path.name, given)
        self.person.submit(form, file=[attached["id"]], **more)
        return self.modal(lambda it: "Reading" not in text_of(it), after=form)

    def start(self, preflight: Json) -> Json:
        """Press *Start* and return the card."""
        if (preflight.get("submit") or {}).get("text") != "Start":
            raise Stuck(f"there is no Start: {text_of(preflight)}")
        before = {message["ts"] for message in self.messages()}
        self.person.submit(preflight)

        def card() -> Json | None:
            new = [it for it in self.messages() if it["ts"] not in before and it.get("bot_id")]
            return new[0] if new else None

        return self.person.until(card)

    def follow(self, card: Json, *, within: float = 10 * MINUTE) -> Json:
        """Watch the card until the job is over, telling each change; return it as it is then."""
        heard: list[str] = []

        def over() -> Json | None:
            now = self.message(card["ts"])
            words = " ".join(text_of(now).split())
            if words not in heard:
                heard.append(words)
                self.told(words)
            return now if any(it in words for it in OVER) else None

        return self.person.until(over, within=within)

    def ask(self, name: str, prompt: str, *, within: float = MINUTE) -> str:
        """Ask with ``/ask`` and return the answer alone."""
        before = {message["ts"] for message in self.messages()}
        self.person.command(self.channel, "/ask", f"{name} {prompt}")

        def answer() -> str | None:
            new = [it for it in self.messages() if it["ts"] not in before]
            found = [answer_in(message) for message in new]
            return next((it for it in found if it is not None), None)

        return self.person.until(answer, within=within)

    def modal(self, wanted: Callable[[Json], bool], *, after: Json | None = None) -> Json:
        """Return the open modal once it is as *wanted*."""

        def seen() -> Json | None:
            view = self.person.view()
            changed = view and not (after and view["hash"] == after["hash"])
            return view if view and changed and wanted(view) else None

        try:
            return self.person.until(seen)
        except TimeoutError:
            raise Stuck(f"the modal still says: {text_of(self.person.view() or {})}") from None

    def type(self, command: str, text: str = "") -> None:
        self.person.command(self.channel, command, text)

    def see(self, *words: str) -> Json:
        """Wait for a modal that says all these words, and return it."""
        return self.modal(lambda view: _says(view, words))

    def hear(self, *words: str, channel: str = "", thread: str | None = None) -> Json:
        """Wait for a message or a reply that says all these words; return the newest."""
        place = channel or self.channel

        def said() -> Json | None:
            found = reversed(self.person.messages(place, thread))
            told = (it for it in found if it["ts"] != thread and _says(it, words))
            return next((it | {"channel": place} for it in told), None)

        try:
            return self.person.until(said)
        except TimeoutError:
            heard = "\n\n".join(map(text_of, self.person.messages(place, thread)))
            raise Stuck(f"nothing says {words}, but: {heard}") from None

    def press(self, place: Json, label: str, **more: Any) -> None:
        """Press the button with that label."""
        self.person.press(place, button(place, label)["action_id"], **more)

    def close(self) -> None:
        """Close whatever modal is open."""
        while view := self.person.view():
            self.person.close(view)

    @property
    def direct(self) -> str:
        """The id of the conversation with the app."""
        channels: list[Json] = self.person.get("workspace")["channels"]
        return next(it["id"] for it in channels if it["kind"] == "dm")

    def messages(self) -> list[Json]:
        found = self.person.messages(self.channel)
        return [message | {"channel": self.channel} for message in found]

    def message(self, ts: str) -> Json:
        return next(message for message in self.messages() if message["ts"] == ts)

    def thread(self, ts: str) -> list[Json]:
        return [it for it in self.person.messages(self.channel, ts) if it["ts"] != ts]


def asks_to_link(view: Json) -> str:
    """Return the label of the button that leads to Google, for the first time or once more."""
    return next((it for it in ("Connect Google", "Reconnect") if has(view, it)), "")


def sign_in(url: str, email: str) -> requests.Response:
    """Go through Google's stand-in and Tuner's confirmation page, saying yes to all."""
    browser = requests.Session()
    browser.trust_env = False
    page = browser.get(url, params={"login_hint": email}, timeout=MINUTE)
    confirmation = press(browser, page, "Allow")
    return press(browser, confirmation, "Yes")


def answer_in(message: Json) -> str | None:
    """Return the model's whole answer that a message shows under who asked what, if it does."""
    blocks: list[Json] = message.get("blocks") or [{}]
    opening, *rest = blocks
    words = text_of(message)
    if opening.get("type") != "context" or " asked " not in words or THINKING in words:
        return None
    return "\n".join(text_of(block) for block in rest if block["type"] == "rich_text")


def text_of(part: Any) -> str:
    """Return all words in a view, message or block, in the order that they are read."""
    if isinstance(part, dict):
        fields = cast("Json", part)
        own = None if fields.get("blocks") else fields.get("text")  # blocks say it again
        words = [own] if isinstance(own, str) else []
        rest = [text_of(value) for key, value in fields.items() if key in _SHOWN]
        return "\n".join(word for word in [*words, *rest] if word)
    if isinstance(part, list):
        items = cast("list[Any]", part)
        return "\n".join(filter(None, (text_of(item) for item in items)))
    return ""


_SHOWN = ("title", "blocks", "fields", "elements", "accessory", "element", "label", "text")


def _says(place: Json, words: Sequence[str]) -> bool:
    said = " ".join(text_of(place).split())
    return all(word in said for word in words)


def button(place: Json, label: str) -> Json:
    """Return the button with that label."""
    for element, _ in elements(place):
        if label in text_of(element.get("text")):
            return element
    raise Stuck(f"there is no button “{label}” here: {text_of(place)}")


def has(place: Json, label: str) -> bool:
    return any(label in text_of(element.get("text")) for element, _ in elements(place))


def seconds_since(start: float) -> str:
    return f"{time.monotonic() - start:6.1f} s"

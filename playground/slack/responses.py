"""`response_url`: what the app may still say about one thing that a person did."""

import secrets
import time
from dataclasses import dataclass
from typing import Any

from playground.slack.api.reading import message_content
from playground.slack.errors import SlackError
from playground.slack.ids import Clock
from playground.slack.messages import Messages
from playground.slack.workspace import Workspace

Json = dict[str, Any]


@dataclass(slots=True)
class Origin:
    """Where a person acted: in a channel, and maybe on a message there."""

    person: str
    channel: str
    ts: str | None = None
    thread_ts: str | None = None
    born: float = 0.0
    uses: int = 0


class Responses:
    def __init__(  # two clocks' settings
        self,
        workspace: Workspace,
        messages: Messages,
        *,
        life: float,
        most_uses: int = 5,
        clock: Clock = time.monotonic,
    ) -> None:
        self._workspace, self._messages = workspace, messages
        self._life, self._most_uses, self._clock = life, most_uses, clock
        self._open: dict[str, Origin] = {}
        self.url = ""

    def new(self, origin: Origin) -> str:
        """Return an address."""
        now = self._clock()
        while self._open and next(iter(self._open.values())).born + self._life <= now:
            del self._open[next(iter(self._open))]  # the oldest stands first
        origin.born = now
        secret = secrets.token_urlsafe(24)
        self._open[secret] = origin
        return f"{self.url}/response/{self._workspace.team['id']}/{secret}"

    def use(self, secret: str, payload: Json) -> None:
        """Do what the app says; raises `SlackError`."""
        origin = self._open.get(secret)
        if origin is None or self._clock() - origin.born > self._life:
            raise SlackError("expired_url")
        if origin.uses >= self._most_uses:
            raise SlackError("used_url")
        self.say(origin, payload)
        origin.uses += 1

    def say(self, origin: Origin, payload: Json) -> None:
        """Post, whisper, replace or delete. A command's ack with words comes here too."""
        channel = self._workspace.channel(origin.channel)
        if _true(payload.get("delete_original")) and origin.ts:
            self._messages.delete(self._original(origin))
            return
        text, content = message_content(payload)
        if _true(payload.get("replace_original")) and origin.ts:
            blocks = content.get("blocks")
            self._messages.change(self._original(origin), text=text, blocks=blocks)
            return
        thread_ts = payload.get("thread_ts") or origin.thread_ts
        if payload.get("response_type") == "in_channel":
            self._messages.post(channel, self._workspace.bot, text, thread_ts=thread_ts, **content)
        else:
            self._messages.whisper(channel, origin.person, text, thread_ts=thread_ts, **content)

    def _original(self, origin: Origin) -> Json:
        return self._messages.get(origin.channel, origin.ts or "", origin.person)


def _true(value: Any) -> bool:
    return value is True or value == "true"

"""An answer that grows while the model speaks."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol

from slack_bolt import Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain import Answer
from bot.errors import ChannelClosed, TunerError
from handlers import slack
from handlers.views import answer, kit

PACE = 1.5  # seconds between two edits of a growing answer


class Reply(Protocol):
    """Where an answer appears, under words that say who asked what."""

    def begin(self) -> None:
        """Say that the model is being asked. `ChannelClosed` where Tuner may not speak."""
        ...

    def grow(self, so_far: Answer) -> None: ...
    def end(self, whole: Answer) -> None: ...


@dataclass(slots=True)
class Posted:
    """A message that is edited. What does not fit into it goes below, in its thread."""

    client: WebClient
    channel: str
    thread_ts: str
    opening: str
    ts: str = ""

    def begin(self) -> None:
        try:
            self.ts = self._post(answer.growing(self.opening, Answer(text="")))
        except SlackApiError as error:
            if slack.code(error) in slack.NOT_ALLOWED_TO_SPEAK:
                raise ChannelClosed("I may not post in this channel.") from error
            raise

    def grow(self, so_far: Answer) -> None:
        with suppress(SlackApiError):  # the next edit holds it too
            self._edit(answer.growing(self.opening, so_far))

    def end(self, whole: Answer) -> None:
        first, *rest = answer.messages(self.opening, whole)
        try:
            self._edit(first)
        except SlackApiError as error:
            if not slack.wait_asked(error):
                raise
            rest = [first, *rest]  # too many edits: then it is a message of its own
        for message in rest:
            self._post(message)

    def _edit(self, message: kit.Message) -> None:
        self.client.chat_update(
            channel=self.channel, ts=self.ts, text=message.text, blocks=message.blocks
        )

    def _post(self, message: kit.Message) -> str:
        posted: Any = self.client.chat_postMessage(
            channel=self.channel,
            thread_ts=self.thread_ts or self.ts or None,
            text=message.text,
            blocks=message.blocks,
            unfurl_links=False,
            unfurl_media=False,
        )
        return posted["ts"]


@dataclass(slots=True)
class Responded:
    """Messages by a command's response_url: they need no membership, and can't be edited."""

    respond: Respond
    opening: str
    to: str = "ephemeral"

    def begin(self) -> None: ...
    def grow(self, so_far: Answer) -> None: ...

    def end(self, whole: Answer) -> None:
        for message in answer.messages(self.opening, whole)[:5]:  # Slack takes five
            self.respond(message.text, blocks=message.blocks, response_type=self.to)


@dataclass(slots=True)
class Quiet:
    """Nowhere: the answer is shown by whoever asks for it here, in a modal."""

    def begin(self) -> None: ...
    def grow(self, so_far: Answer) -> None: ...
    def end(self, whole: Answer) -> None: ...


def speak(
    pieces: Iterator[Answer], replies: list[Reply], clock: Callable[[], float] = monotonic
) -> Answer:
    """Let the answer appear by the first of *replies* that is open; return all of it.

    If the service breaks off, what there is stays, with the reason below.
    """
    reply, held = _first_open(replies), list[Answer]()
    edited = clock()
    try:
        for piece in pieces:
            held.append(piece)
            if clock() - edited >= PACE:
                reply.grow(answer.spoken(held))
                edited = clock()
    except TunerError as error:
        held.append(Answer(text="", why=str(error)))
    whole = answer.spoken(held)
    reply.end(whole)
    return whole


def _first_open(replies: list[Reply]) -> Reply:
    for reply in replies[:-1]:
        with suppress(ChannelClosed):
            reply.begin()
            return reply
    replies[-1].begin()
    return replies[-1]

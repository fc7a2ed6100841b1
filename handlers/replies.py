"""Where an answer appears, and how it grows there while the model speaks."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol

from slack_bolt import Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain import Answer
from bot.errors import ChannelClosed, TunerError
from handlers import slack
from handlers.limiter import SHARED, Limiter
from handlers.views import answer, kit

log = logging.getLogger(__name__)

PACE = 1.5  # seconds between two edits of a growing answer
STREAMED = 10_000  # characters of markdown; Slack takes 12,000 in a message
POST, EDIT = "chat.postMessage", "chat.update"
STILL_FLOWING = "streaming_state_conflict"

Below = Callable[[Answer, str], Sequence[kit.Block]]  # takes the answer and its message's ts


class Reply(Protocol):
    """Where an answer appears, under words that say who asked what."""

    @property
    def opening(self) -> str: ...
    @property
    def ts(self) -> str:
        """Which message it is; empty before `begin`, and where messages can't be found again."""
        ...

    def begin(self) -> None:
        """Say that the model is being asked. `ChannelClosed` where Tuner may not speak."""
        ...

    def grow(self, so_far: Answer) -> None: ...
    def end(self, messages: Sequence[kit.Message]) -> None:
        """Put these in the place of all that was there before."""
        ...


@dataclass(slots=True)
class Posted:
    """A message that is edited. What does not fit into it goes below, in its thread."""

    client: WebClient
    channel: str
    thread_ts: str
    opening: str
    ts: str = ""
    limiter: Limiter = SHARED

    def begin(self) -> None:
        try:
            self.ts = self._post(answer.growing(self.opening, Answer(text="")))
        except SlackApiError as error:
            if slack.code(error) in slack.NOT_ALLOWED_TO_SPEAK:
                raise ChannelClosed("I may not post in this channel.") from error
            raise

    def grow(self, so_far: Answer) -> None:
        if self.limiter.take(EDIT, self.client, self.channel):
            return  # not so fast; the next edit holds it too
        with suppress(SlackApiError):
            self._edit(answer.growing(self.opening, so_far))

    def end(self, messages: Sequence[kit.Message]) -> None:
        first, *rest = messages
        self.limiter.hold(EDIT, self.client, self.channel)
        try:
            self._edit(first)
        except SlackApiError as error:
            if not slack.wait_asked(error) and slack.code(error) != STILL_FLOWING:
                raise
            rest = [first, *rest]  # it can't be edited now: then it is a message of its own
        for message in rest:
            self._post(message)

    def _edit(self, message: kit.Message) -> None:
        self.client.chat_update(
            channel=self.channel, ts=self.ts, text=message.text, blocks=message.blocks
        )

    def _post(self, message: kit.Message) -> str:
        self.limiter.hold(POST, self.client, self.channel)
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
class Streamed:
    """A message in a thread, into which the words flow; it is edited where they may not.

    A stream takes markdown, so there they are escaped. At its end the blocks take their place.
    """

    posted: Posted
    team: str
    user: str
    sent: int = 0  # characters of the answer
    size: int = 0  # characters of markdown
    flows: bool = False

    @property
    def opening(self) -> str:
        return self.posted.opening

    @property
    def ts(self) -> str:
        return self.posted.ts

    def begin(self) -> None:
        try:
            started: Any = self.posted.client.chat_startStream(
                channel=self.posted.channel,
                thread_ts=self.posted.thread_ts,
                recipient_team_id=self.team,
                recipient_user_id=self.user,
            )
        except SlackApiError as error:
            log.info("stream.refused error=%s", slack.code(error))
            self.posted.begin()
        else:
            self.posted.ts, self.flows = started["ts"], True

    def grow(self, so_far: Answer) -> None:
        if not self.flows:
            self.posted.grow(so_far)
            return
        new = answer.flowing(so_far.text[self.sent :])
        if not new or self.size + len(new) > STREAMED:
            return
        with suppress(SlackApiError):  # the end holds it too
            self.posted.client.chat_appendStream(
                channel=self.posted.channel, ts=self.ts, markdown_text=new
            )
            self.sent, self.size = len(so_far.text), self.size + len(new)

    def end(self, messages: Sequence[kit.Message]) -> None:
        if self.flows:
            with suppress(SlackApiError):  # a stream ends by itself, too
                self.posted.client.chat_stopStream(channel=self.posted.channel, ts=self.ts)
        self.posted.end(messages)


@dataclass(slots=True)
class Responded:
    """Messages by a response_url: they need no membership, and can't be edited."""

    respond: Respond
    opening: str
    to: str = "ephemeral"
    ts: str = ""

    def begin(self) -> None: ...
    def grow(self, so_far: Answer) -> None: ...

    def end(self, messages: Sequence[kit.Message]) -> None:
        for message in messages[:5]:  # Slack takes five
            self.respond(
                message.text,
                blocks=message.blocks,
                response_type=self.to,
                replace_original=False,
            )


@dataclass(slots=True)
class Whispered:
    """Messages that one person sees, in a channel or thread that Tuner is in."""

    client: WebClient
    channel: str
    thread_ts: str
    user: str
    opening: str
    ts: str = ""

    def begin(self) -> None: ...
    def grow(self, so_far: Answer) -> None: ...

    def end(self, messages: Sequence[kit.Message]) -> None:
        for message in messages:
            self.client.chat_postEphemeral(
                channel=self.channel,
                user=self.user,
                thread_ts=self.thread_ts or None,
                text=message.text,
                blocks=message.blocks,
            )


@dataclass(slots=True)
class Held:
    """Nowhere yet: whoever asks shows the *messages* itself, in a modal."""

    opening: str = ""
    ts: str = ""
    messages: list[kit.Message] = field(default_factory=list[kit.Message])

    def begin(self) -> None: ...
    def grow(self, so_far: Answer) -> None: ...

    def end(self, messages: Sequence[kit.Message]) -> None:
        self.messages.extend(messages)


def nothing(_answer: Answer, _ts: str) -> Sequence[kit.Block]:
    return ()


def speak(
    pieces: Iterator[Answer],
    replies: Sequence[Reply],
    below: Below = nothing,
    clock: Callable[[], float] = monotonic,
) -> Answer:
    """Let the answer appear by the first of *replies* that is open; return all of it.

    If the service breaks off, what there is stays, with the reason; *below* comes last.
    """
    reply, held = first_open(replies), list[Answer]()
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
    reply.end(answer.messages(reply.opening, whole, below(whole, reply.ts)))
    return whole


def say(make: Callable[[], Sequence[kit.Message]], replies: Sequence[Reply]) -> None:
    """Let messages that take a while appear by the first of *replies* that is open."""
    reply = first_open(replies)
    try:
        messages = make()
    except TunerError as error:
        messages = answer.messages(reply.opening, Answer(text="", why=str(error)))
    reply.end(messages)


def first_open(replies: Sequence[Reply]) -> Reply:
    """Begin the first that is open, and return it."""
    for reply in replies[:-1]:
        with suppress(ChannelClosed):
            reply.begin()
            return reply
    replies[-1].begin()
    return replies[-1]

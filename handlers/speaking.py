"""Posting and editing what a job's channel sees: at Slack's pace, and so that it is found again."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain import Card
from bot.poller import Later, Unheard
from handlers import slack
from handlers.history import metadata
from handlers.limiter import BURST, Limiter
from handlers.views import kit

PLAIN = 3000  # characters that Slack takes, whatever else it does not


@contextmanager
def heard() -> Generator[None]:
    """Tell Slack's silence from a mistake of ours."""
    try:
        yield
    except (SlackApiError, *slack.NO_ANSWER) as error:
        if slack.is_trouble(error):
            raise Unheard from error
        raise


@dataclass(frozen=True, slots=True)
class Speaker:
    """What Slack does not take with its blocks is said once more in plain words."""

    client_for: Callable[[str], WebClient]
    limiter: Limiter

    def post(
        self, workspace: str, channel: str, message: kit.Message, key: str, *, thread_ts: str = ""
    ) -> Card:
        """Post once, with *key* in the metadata. Raises `Later` if it is not our turn."""

        def send(message: kit.Message) -> Any:
            return self.client_for(workspace).chat_postMessage(
                channel=channel,
                thread_ts=thread_ts or None,
                text=message.text,
                blocks=message.blocks or None,
                metadata=metadata(key),
            )

        posted = self._said("chat.postMessage", workspace, channel, message, send)
        return Card(posted["channel"], posted["ts"])

    def edit(self, workspace: str, card: Card, message: kit.Message, *, ahead: int | None) -> None:
        """Edit a card. *ahead*: how much before its turn, as much as may be if it is None."""

        def send(message: kit.Message) -> Any:
            return self.client_for(workspace).chat_update(
                channel=card.channel,
                ts=card.ts,
                text=message.text,
                blocks=message.blocks or [],
            )

        early = BURST if ahead is None else ahead
        self._said("chat.update", workspace, card.channel, message, send, ahead=early)

    def _said(  # noqa: PLR0913, PLR0917 - what, where, and how
        self,
        method: str,
        workspace: str,
        channel: str,
        message: kit.Message,
        send: Callable[[kit.Message], Any],
        ahead: int = BURST,
    ) -> Any:
        client = self.client_for(workspace)
        if wait := self.limiter.take(method, client, channel, ahead=ahead):
            raise Later(self.limiter.clock() + wait)
        try:
            return send(message)
        except SlackApiError as error:
            if slack.code(error) in slack.TOO_MUCH and message.blocks:
                return send(kit.Message(text=kit.cut(message.text, PLAIN), blocks=()))
            if wait := slack.wait_asked(error):
                self.limiter.told(method, client, channel, wait)
            raise

"""Finding out whether something was posted, by the key in the message's metadata."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from handlers import slack

EVENT = "tuner_news"
PAGES, PAGE = 10, 200
EARLIER = timedelta(minutes=5)  # Slack's clock is not ours

Json = dict[str, Any]


class CantLook(Exception):  # noqa: N818 - nothing is wrong: a permission is optional
    """The messages there are not to be read: the scope for it was not granted, or we left."""


def metadata(key: str) -> Json:
    """Return what a message carries to be found again. Anybody can read it."""
    return {"event_type": EVENT, "event_payload": {"key": key}}


@dataclass(slots=True)
class History:
    """Reads a channel or a thread only to find a message of ours whose posting is in doubt."""

    client_for: Callable[[str], WebClient]
    _bots: dict[str, str] = field(default_factory=dict[str, str])

    def find(
        self, workspace: str, channel: str, key: str, *, thread_ts: str = "", since: datetime
    ) -> str | None:
        """Return which message has *key*, or None. Raises `CantLook`; `SlackApiError`, `OSError`.

        *since* is about when it was posted, at the earliest.
        """
        try:
            for message in self._messages(workspace, channel, thread_ts, since - EARLIER):
                if _key_of(message) == key and message.get("bot_id") == self._bot(workspace):
                    return message["ts"]
        except SlackApiError as error:
            if slack.code(error) in slack.CANT_READ:
                raise CantLook from error
            raise
        return None

    def _messages(
        self, workspace: str, channel: str, thread_ts: str, oldest: datetime
    ) -> Iterator[Json]:
        client, cursor = self.client_for(workspace), ""
        for _ in range(PAGES):
            wanted: Json = {
                "channel": channel,
                "oldest": f"{oldest.timestamp():.6f}",
                "cursor": cursor or None,
                "include_all_metadata": True,
                "limit": PAGE,
            }
            answer: Any = (
                client.conversations_replies(ts=thread_ts, **wanted)
                if thread_ts
                else client.conversations_history(**wanted)
            )
            yield from answer["messages"]
            told: Json = answer.get("response_metadata") or {}
            cursor: str = told.get("next_cursor", "")
            if not cursor:
                return

    def _bot(self, workspace: str) -> str:
        if workspace not in self._bots:
            answer: Any = self.client_for(workspace).auth_test()
            self._bots[workspace] = answer["bot_id"]
        return self._bots[workspace]


def _key_of(message: Json) -> str:
    told: Json = message.get("metadata") or {}
    payload: Json = told.get("event_payload") or {}
    return payload.get("key", "") if told.get("event_type") == EVENT else ""

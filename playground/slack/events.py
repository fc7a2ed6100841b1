"""The Events API: what the app subscribed to, sent until it is acknowledged."""

import asyncio
import time
from typing import Any

from playground.slack.delivery import Envelope, Sender
from playground.slack.errors import NotDelivered
from playground.slack.ids import Clock, new_id
from playground.slack.workspace import Workspace

Json = dict[str, Any]

MESSAGES = {"channel": "message.channels", "private": "message.groups", "dm": "message.im"}
CHANNEL_TYPES = {"channel": "channel", "private": "group", "dm": "im"}


class Events:
    """Each event is sent, and sent again after each pause in *retries* until it is acked."""

    def __init__(
        self,
        workspace: Workspace,
        sender: Sender,
        retries: tuple[float, ...],
        token: str,
        clock: Clock = time.time,
    ) -> None:
        self._workspace, self._sender = workspace, sender
        self._retries, self._token, self._clock = retries, token, clock
        self._running: set[asyncio.Task[None]] = set()

    def emit(self, event: Json, subscription: str | None = None) -> None:
        """Send it if the app subscribed to it; returns at once."""
        if (subscription or event["type"]) not in self._workspace.manifest.events:
            return
        task = asyncio.ensure_future(self._deliver(self._payload(event)))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def message(self, channel: Json, event: Json) -> None:
        """Tell a message, or what became of one, where the app is a member."""
        if self._workspace.bot not in channel["members"]:
            return
        whole = {
            **event,
            "type": "message",
            "channel": channel["id"],
            "channel_type": CHANNEL_TYPES[channel["kind"]],
        }
        self.emit(whole, MESSAGES[channel["kind"]])
        mention = f"<@{self._workspace.bot}>"
        by_person = "bot_id" not in event and event.get("subtype") in {None, "file_share"}
        if by_person and channel["kind"] != "dm" and mention in event.get("text", ""):
            self.emit({**event, "type": "app_mention", "channel": channel["id"]})

    def close(self) -> None:
        for task in self._running:
            task.cancel()

    async def _deliver(self, payload: Json) -> None:
        for attempt, pause in enumerate((0.0, *self._retries)):
            if attempt:
                await asyncio.sleep(pause)
            reason = "timeout" if attempt else ""
            envelope = Envelope(
                type="events_api", payload=payload, retry_attempt=attempt, retry_reason=reason
            )
            try:
                await self._sender.send(envelope)
            except NotDelivered:
                continue
            return

    def _payload(self, event: Json) -> Json:
        team, app = self._workspace.team["id"], self._workspace.app["id"]
        installed = {
            "enterprise_id": None,
            "team_id": team,
            "user_id": self._workspace.bot,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": self._token,
            "team_id": team,
            "context_team_id": team,
            "context_enterprise_id": None,
            "api_app_id": app,
            "event": event,
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": int(self._clock()),
            "authorizations": [installed],
            "is_ext_shared_channel": False,
        }

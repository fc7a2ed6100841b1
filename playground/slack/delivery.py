"""How something reaches the app. Socket Mode is one way; signed HTTP requests are another."""

import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from playground.slack.errors import NotDelivered
from playground.slack.journal import Journal, Kind

Json = dict[str, Any]
EnvelopeType = Literal["slash_commands", "interactive", "events_api"]

KINDS: dict[EnvelopeType, Kind] = {
    "slash_commands": "command",
    "interactive": "interactive",
    "events_api": "event",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    type: EnvelopeType
    payload: Json
    retry_attempt: int = 0
    retry_reason: str = ""
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def name(self) -> str:
        """What it is, for the journal."""
        inner: Json = self.payload.get("event", {})
        return inner.get("type") or self.payload.get("command") or self.payload["type"]


class Delivery(Protocol):
    async def send(self, envelope: Envelope) -> Json | None:
        """Return what the app acknowledged with, if anything; raises `NotDelivered`."""
        ...


class Sender:
    """Sends through a `Delivery` and notes in the journal how it went."""

    def __init__(self, delivery: Delivery, journal: Journal) -> None:
        self.delivery, self._journal = delivery, journal

    async def send(self, envelope: Envelope) -> Json | None:
        began, error, answer = time.monotonic(), None, None
        try:
            answer = await self.delivery.send(envelope)
        except NotDelivered as trouble:
            error = trouble.code
            raise
        finally:
            took = None if error else round((time.monotonic() - began) * 1000, 1)
            attempt = {"retry_attempt": envelope.retry_attempt} if envelope.retry_attempt else {}
            body = {"payload": envelope.payload, "ack": answer, **attempt}
            outcome: Json = {"ok": error is None, "error": error, "acked_ms": took}
            self._journal.add("to_app", KINDS[envelope.type], envelope.name, body, **outcome)
        return answer

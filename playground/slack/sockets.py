"""Socket Mode: the app calls us, and we talk through the open sockets."""

import asyncio
import itertools
import json
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, cast

from starlette.websockets import WebSocket, WebSocketDisconnect

from playground.faults import Faults, Rule
from playground.faults.answers import hang_up
from playground.slack.delivery import Envelope
from playground.slack.errors import NotDelivered, SlackError

Json = dict[str, Any]
MOST = 10  # sockets of one app
TICKET_LIFE = 30.0
ANNOUNCED = {"link_disabled", "warning", "refresh_requested"}


@dataclass(eq=False)
class Link:
    """One open socket; a leaving one gets nothing new while another is there."""

    socket: WebSocket
    leaving: bool = False
    awaited: dict[str, asyncio.Future[Json | None]] = field(
        default_factory=dict[str, "asyncio.Future[Json | None]"]
    )


class Sockets:
    """A `Delivery` through whichever socket is next; any of them may get anything."""

    def __init__(self, app_id: str, ack_within: float, faults: Faults) -> None:
        self._app_id, self._ack_within, self._faults = app_id, ack_within, faults
        self._tickets: dict[str, float] = {}
        self._links: list[Link] = []
        self._turn = itertools.count()
        self.arrived = asyncio.Event()  # set while a socket is open

    def ticket(self) -> str:
        """Return what lets one socket in, once, soon."""
        now = time.monotonic()
        self._tickets = {it: end for it, end in self._tickets.items() if end > now}
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = now + TICKET_LIFE
        return ticket

    @property
    def count(self) -> int:
        return len(self._links)

    async def serve(self, socket: WebSocket) -> None:
        """Talk to one socket until it is gone."""
        ticket = socket.query_params.get("ticket", "")
        if self._tickets.pop(ticket, 0.0) < time.monotonic():
            await socket.close(4401, "link_disabled")
            return
        if len(self._links) >= MOST:
            await socket.close(4429, "too_many_websockets")
            return
        await socket.accept()
        link = Link(socket)
        self._links.append(link)
        await socket.send_text(json.dumps(self._hello()))
        self.arrived.set()
        try:
            await self._listen(link)
        finally:
            self._gone(link)

    async def send(self, envelope: Envelope) -> Json | None:
        fault = self._faults.meet(f"socket.{envelope.type}")
        if fault and fault.kind in ANNOUNCED:
            await self.ask_to_leave(fault.kind, after=1.0)
        link = self._pick()
        acked: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        link.awaited[envelope.id] = acked
        try:
            await self._hand_over(link, envelope, fault)
            answer = await asyncio.wait_for(acked, self._ack_within)
            if fault and fault.kind == "again":  # as if that answer had been lost on its way
                again = replace(envelope, retry_attempt=1, retry_reason="timeout")
                await link.socket.send_text(json.dumps(_frame(again)))
            return answer
        except (TimeoutError, RuntimeError, WebSocketDisconnect):
            raise NotDelivered("operation_timeout") from None
        finally:
            link.awaited.pop(envelope.id, None)

    async def _hand_over(self, link: Link, envelope: Envelope, fault: Rule | None) -> None:
        kind = fault.kind if fault else ""
        if kind == "reset":
            _break(link)
        elif kind != "lost":
            await link.socket.send_text(json.dumps(_frame(envelope)))

    def abort_all(self) -> int:
        """Break every connection without a word; return how many there were."""
        links = list(self._links)
        for link in links:
            _break(link)
        return len(links)

    async def ask_to_leave(self, reason: str = "refresh_requested", after: float = 10.0) -> int:
        """Tell every socket that it will be closed; return how many there were."""
        links = list(self._links)
        for link in links:
            link.leaving = True
            note = {"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}}
            await link.socket.send_text(json.dumps(note))
        for link in links:
            asyncio.get_running_loop().call_later(after, self._close_later, link)
        return len(links)

    async def close_all(self, code: int = 1001) -> int:
        links = list(self._links)
        for link in links:
            with suppress(RuntimeError, WebSocketDisconnect):
                await link.socket.close(code)
        return len(links)

    def _close_later(self, link: Link) -> None:
        if link in self._links:
            self._closing = asyncio.ensure_future(self._close(link))

    async def _close(self, link: Link) -> None:
        with suppress(RuntimeError, WebSocketDisconnect):
            await link.socket.close(1000)

    def _pick(self) -> Link:
        if not self._links:
            raise NotDelivered("dispatch_failed")
        staying = [link for link in self._links if not link.leaving] or self._links
        return staying[next(self._turn) % len(staying)]

    async def _listen(self, link: Link) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):
            while True:
                self._heard(link, await link.socket.receive_text())

    def _heard(self, link: Link, text: str) -> None:
        try:
            frame: Any = json.loads(text)
        except ValueError:  # Bolt's builtin client also sends words to keep the link alive
            return
        fields = cast("Json", frame if isinstance(frame, dict) else {})
        awaited = link.awaited.pop(fields.get("envelope_id", ""), None)
        if awaited and not awaited.done():
            awaited.set_result(fields.get("payload"))

    def _gone(self, link: Link) -> None:
        self._links.remove(link)
        if not self._links:
            self.arrived.clear()
        for awaited in link.awaited.values():
            if not awaited.done():
                awaited.set_exception(NotDelivered("operation_timeout"))

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._links),
            "connection_info": {"app_id": self._app_id},
            "debug_info": {"host": "playground", "approximate_connection_time": 18060},
        }


def _break(link: Link) -> None:
    hang_up(vars(link.socket)["_receive"])  # starlette offers no way to the server


def check_app_token(found: str | None, wanted: str) -> None:
    if found is None:
        raise SlackError("not_authed")
    if found != wanted:
        raise SlackError(
            "invalid_auth" if not found.startswith("xoxb-") else "not_allowed_token_type"
        )


def _frame(envelope: Envelope) -> Json:
    retry = {"retry_attempt": envelope.retry_attempt, "retry_reason": envelope.retry_reason}
    return {
        "envelope_id": envelope.id,
        "type": envelope.type,
        "payload": envelope.payload,
        "accepts_response_payload": envelope.type != "events_api",
        **(retry if envelope.type == "events_api" else {}),
    }

"""Where Slack's own requests come in, when it reaches us by HTTP."""

import asyncio
import hashlib
import hmac
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Condition

from slack_bolt import App, BoltRequest, BoltResponse
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.shapes import Json, payload_of

log = logging.getLogger(__name__)

MOST_BYTES = 1_000_000  # a view may have 250 KB, and comes percent-encoded
LATE = 300  # seconds
WAITING = 64  # requests whose listeners have not acked yet
UNSIGNED, MALFORMED, TOO_LARGE, AWAY = 401, 400, 413, 503


class Door:
    """Lets in what Slack has signed in the last five minutes, and looks at nothing else.

    What is let in waits for its ack on a thread of ours: the event loop serves the pages, too.
    """

    def __init__(self, app: App, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._app, self._secret, self._clock = app, secret.encode(), clock
        self._threads = ThreadPoolExecutor(WAITING, "door")
        self._door, self._is_open, self._inside = Condition(), True, 0

    @property
    def route(self) -> Route:
        return Route("/slack/events", self.take, methods=["POST"])

    @property
    def is_connected(self) -> bool:
        return self._is_open

    def connect(self) -> None:
        """Nothing is to be done: Slack comes by itself."""

    def take_no_more(self, patience: float) -> None:
        """Answer what has come in. Slack sends later events again."""
        with self._door:
            self._is_open = False
            self._door.wait_for(lambda: not self._inside, patience)

    def close(self) -> None:
        self._threads.shutdown()

    async def take(self, request: Request) -> Response:
        raw = await _body(request)
        if raw is None:
            return Response(status_code=TOO_LARGE)
        if not self._is_signed(request, raw):
            return Response(status_code=UNSIGNED)
        if (payload := payload_of(raw)) is None:
            return Response(status_code=MALFORMED)
        if not self._enter():
            return Response(status_code=AWAY)
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._answer, request, payload)
        finally:
            self._leave()

    def _is_signed(self, request: Request, raw: bytes) -> bool:
        stamp = request.headers.get("x-slack-request-timestamp", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= len("1700000000")):
            return False
        if abs(self._clock() - int(stamp)) > LATE:
            return False
        mac = hmac.new(self._secret, b"v0:%b:%b" % (stamp.encode(), raw), hashlib.sha256)
        found = request.headers.get("x-slack-signature", "").encode("latin-1", "replace")
        return hmac.compare_digest(f"v0={mac.hexdigest()}".encode(), found)

    def _answer(self, request: Request, payload: Json) -> Response:
        # It is read already, and verified: to Bolt it comes as from a socket.
        bolt = BoltRequest(body=payload, mode="socket_mode", headers=dict(request.headers))
        try:
            return _response(self._app.dispatch(bolt))
        except Exception:
            log.exception("door.crashed kind=%s", payload.get("type", "command"))
            return Response(status_code=AWAY if "event" in payload else MALFORMED)

    def _enter(self) -> bool:
        with self._door:
            self._inside += self._is_open
            return self._is_open

    def _leave(self) -> None:
        with self._door:
            self._inside -= 1
            self._door.notify_all()


async def _body(request: Request) -> bytes | None:
    """Read the body as it is; None if it is larger than anything that Slack sends."""
    parts, size = list[bytes](), 0
    try:
        async for part in request.stream():
            parts.append(part)
            size += len(part)
            if size > MOST_BYTES:
                return None
    except ClientDisconnect:
        return b""
    return b"".join(parts)


def _response(answer: BoltResponse) -> Response:
    headers = {name: values[0] for name, values in answer.headers.items() if values}
    return Response(answer.body, answer.status, headers)

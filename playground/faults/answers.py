"""Answers that never come, or come broken."""

import asyncio
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from socket import SO_LINGER, SOL_SOCKET
from typing import Any

from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from playground.faults.rules import Rule

PAGE = "<!doctype html><html><head><title>502</title></head><body><h1>Oops</h1></body></html>"
PIECES = 20

Respond = Callable[[], Awaitable[Response]]
Refuse = Callable[[Rule], Response]


async def befall(rule: Rule | None, respond: Respond, refuse: Refuse) -> Response:
    """Answer a call that *rule* befell: *respond* lets it take effect, *refuse* words an error."""
    if rule is None:
        return await respond()
    # What comes slowly or by half is the true answer, so there the call has its effect.
    answered = await respond() if rule.after or rule.kind in {"drip", "half"} else None
    match rule.kind:
        case "reset" | "hang":
            return Broken(rule.seconds if rule.kind == "hang" else 0)
        case "html":
            return HTMLResponse(PAGE)
        case "half" if answered:
            return await _halved(answered)
        case "drip" if answered:
            return Dripping(await _whole(answered), rule.seconds)
        case _:
            return refuse(rule)


class Broken(Response):
    """No answer at all: after *seconds* the connection is reset."""

    def __init__(self, seconds: float = 0) -> None:
        super().__init__()
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        if self._seconds:
            with suppress(TimeoutError):
                await asyncio.wait_for(_gone(receive), self._seconds)
                return
        hang_up(receive)
        await _gone(receive)


class Dripping(Response):
    """The answer in pieces; the pauses between them add up to *seconds*."""

    def __init__(self, whole: Response, seconds: float) -> None:
        super().__init__(whole.body, whole.status_code, dict(whole.headers))
        self._pause = seconds / PIECES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        start = {"status": self.status_code, "headers": self.raw_headers}
        await send({"type": "http.response.start", **start})
        content, step = bytes(self.body), max(1, len(self.body) // PIECES)
        for begin in range(0, len(content), step):
            await asyncio.sleep(self._pause)
            piece = content[begin : begin + step]
            more = begin + step < len(content)
            await send({"type": "http.response.body", "body": piece, "more_body": more})


def hang_up(receive: Receive) -> None:
    """Reset the connection that a request came by; uvicorn offers no other way to it."""
    transport: Any = receive.__self__.transport  # pyright: ignore[reportFunctionMemberAccess]
    told = transport.get_extra_info("socket")
    told.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))  # no farewell, so it is a reset
    transport.abort()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _whole(answer: Response) -> Response:
    """Return an answer that is there at once, also where it would have streamed."""
    pieces: Any = getattr(answer, "body_iterator", None)
    if pieces is None:
        return answer
    content = b"".join([it if isinstance(it, bytes) else it.encode() async for it in pieces])
    return Response(content, answer.status_code, _headers(answer))


async def _halved(answer: Response) -> Response:
    content = bytes((await _whole(answer)).body)
    return Response(content[: max(1, len(content) // 2)], answer.status_code, _headers(answer))


def _headers(answer: Response) -> dict[str, str]:
    return {name: it for name, it in answer.headers.items() if name != "content-length"}

"""What browsers and monitors reach: the way back from Google, and /healthz."""

import logging
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot import pages
from bot.accounts import AttemptFailed, GoogleAccounts
from bot.domain import LinkAttempt, PendingLink
from bot.errors import LinkFailed

log = logging.getLogger(__name__)

MOST_BYTES = 4096  # a secret and an answer
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address has the code in it
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
}
NOT_HERE = "There is no such page. Tuner lives in Slack: type `/tune help` there."
SORRY = "Something went wrong on our side. If you report it, say incident `{}`."

Health = Callable[[], Mapping[str, bool]]


class OnLink(Protocol):
    """Hears how linking went, and goes on in Slack with what the person wanted."""

    def linked(self, link: PendingLink) -> None: ...

    def failed(self, attempt: LinkAttempt, words: str) -> None: ...


def make_web(accounts: GoogleAccounts, on_link: OnLink, health: Health) -> Starlette:
    """Make the app. *health* says of each part whether it is well."""
    desk = _Desk(accounts, on_link)

    def healthz(_: Request) -> Response:
        parts = dict(health())
        return JSONResponse(parts, 200 if all(parts.values()) else 503, HEADERS)

    routes = [
        Route("/google/callback", desk.callback, methods=["GET"]),
        Route("/google/confirm", desk.confirm, methods=["POST"]),
        Route("/healthz", healthz, methods=["GET"]),
    ]
    handlers = {HTTPException: _refused, Exception: _crashed}
    return Starlette(routes=routes, exception_handlers=handlers)


class _Desk:
    def __init__(self, accounts: GoogleAccounts, on_link: OnLink) -> None:
        self._accounts, self._on_link = accounts, on_link

    def callback(self, request: Request) -> Response:
        """Ask the person who comes back from Google to confirm; nothing is linked yet."""
        try:
            secret, link = self._accounts.returned(request.query_params)
        except AttemptFailed as error:
            self._told(partial(self._on_link.failed, error.attempt, str(error)))
            return _page(pages.failed(str(error)), 400)
        except LinkFailed as error:
            return _page(pages.failed(str(error)), 400)
        return _page(pages.confirm(link, secret))

    async def confirm(self, request: Request) -> Response:
        length = request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > MOST_BYTES:
            raise HTTPException(413)
        form = await request.form()
        secret, answer = str(form.get("secret", "")), form.get("answer")
        return await run_in_threadpool(self._settle, secret, yes=answer == "yes")

    def _settle(self, secret: str, *, yes: bool) -> Response:
        try:
            if not yes:
                self._accounts.decline(secret)
                return _page(pages.declined())
            link = self._accounts.confirm(secret)
        except LinkFailed as error:
            return _page(pages.failed(str(error)), 400)
        self._told(partial(self._on_link.linked, link))
        return _page(pages.linked(link))

    def _told(self, tell: Callable[[], None]) -> None:
        """Tell Slack; if that fails, what was done stays done, and the page says so anyway."""
        try:
            tell()
        except Exception:
            log.exception("link.not_told")


class WebServer:
    """Serves on a thread. The socket listens once this is made, so its *port* is known."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        """Listen, or raise OSError."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, port), family=family)
        self.port: int = self._socket.getsockname()[1]
        # No access log: an address that Google sends a browser back to has a code in it.
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="web", daemon=True
        )

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def stop(self, patience: float = 4) -> None:
        """Answer what was asked, and stop."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(patience)
        self._socket.close()


def _page(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status, HEADERS)


def _refused(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return _page(pages.trouble(NOT_HERE), status)


def _crashed(request: Request, error: Exception) -> Response:
    incident = secrets.token_hex(3)
    log.error("web.crashed path=%s incident=%s", request.url.path, incident, exc_info=error)
    return _page(pages.trouble(SORRY.format(incident)), 500)

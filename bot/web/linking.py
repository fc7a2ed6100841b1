"""The way back from Google."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import pages
from bot.accounts import AttemptFailed, GoogleAccounts
from bot.domain import LinkAttempt, PendingLink
from bot.domain.commands import prefixed
from bot.errors import LinkFailed
from bot.web.serving import page

log = logging.getLogger(__name__)

MOST_BYTES = 4096  # a secret and an answer


class OnLink(Protocol):
    """Hears how linking went, and goes on in Slack with what the person wanted."""

    def linked(self, link: PendingLink) -> None: ...

    def failed(self, attempt: LinkAttempt, words: str) -> None: ...


class LinkingDesk:
    def __init__(self, accounts: GoogleAccounts, on_link: OnLink, prefix: str) -> None:
        self._accounts, self._on_link, self._prefix = accounts, on_link, prefix

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/google/callback", self.callback, methods=["GET"]),
            Route("/google/confirm", self.confirm, methods=["POST"]),
        ]

    def callback(self, request: Request) -> Response:
        """Ask the person who comes back from Google to confirm; nothing is linked yet."""
        try:
            secret, link = self._accounts.returned(request.query_params)
        except AttemptFailed as error:
            self._told(partial(self._on_link.failed, error.attempt, str(error)))
            return self._failed(error)
        except LinkFailed as error:
            return self._failed(error)
        return page(pages.confirm(link, secret))

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
                return page(pages.declined())
            link = self._accounts.confirm(secret)
        except LinkFailed as error:
            return self._failed(error)
        self._told(partial(self._on_link.linked, link))
        return page(pages.linked(link))

    def _failed(self, error: LinkFailed) -> Response:
        return page(pages.failed(prefixed(str(error), self._prefix)), 400)

    def _told(self, tell: Callable[[], None]) -> None:
        """Tell Slack; if that fails, what was done stays done, and the page says so anyway."""
        try:
            tell()
        except Exception:
            log.exception("link.not_told")

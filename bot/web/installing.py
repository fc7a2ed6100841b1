"""The pages on which somebody installs Tuner in their workspace."""

import logging
from collections.abc import Mapping
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import pages
from bot.domain import Installation
from bot.errors import InstallFailed
from bot.web.serving import page

log = logging.getLogger(__name__)

COOKIE = "tuner-install"
LIFE = 600  # seconds


class Installer(Protocol):
    """The way to Slack and back; `bot.app.installing` has it."""

    def begin(self) -> tuple[str, str]: ...
    def finish(self, query: Mapping[str, str], kept: str) -> Installation: ...


class OnInstall(Protocol):
    """Hears that Tuner was installed. Never raises."""

    def installed(self, installation: Installation) -> None: ...


class InstallDesk:
    def __init__(self, installer: Installer, on_install: OnInstall) -> None:
        self._installer, self._on_install = installer, on_install

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/slack/install", self.offer, methods=["GET"]),
            Route("/slack/oauth_redirect", self.arrive, methods=["GET"]),
        ]

    def offer(self, request: Request) -> Response:
        url, secret = self._installer.begin()
        answer = page(pages.install(url))
        answer.set_cookie(
            COOKIE,
            secret,
            max_age=LIFE,
            path="/slack",
            secure=not _is_here(request),
            httponly=True,
            samesite="lax",
        )
        return answer

    def arrive(self, request: Request) -> Response:
        try:
            kept = request.cookies.get(COOKIE, "")
            installation = self._installer.finish(request.query_params, kept)
        except InstallFailed as error:
            return page(pages.not_installed(str(error)), 400)
        self._on_install.installed(installation)
        answer = page(pages.installed(installation.name))
        answer.delete_cookie(COOKIE, path="/slack")
        return answer


def _is_here(request: Request) -> bool:
    """Tell whether the browser came without TLS, on this machine: a secure cookie gets lost."""
    return request.url.hostname in {"127.0.0.1", "localhost", "::1"}

"""What browsers, monitors and Slack reach: pages on the way back, health, and /slack/events."""

import logging
import secrets

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import pages
from bot.accounts import GoogleAccounts
from bot.domain.commands import prefixed
from bot.web.health import Health
from bot.web.linking import LinkingDesk, OnLink
from bot.web.serving import WebServer, page

__all__ = ["Health", "OnLink", "WebServer", "make_web"]

log = logging.getLogger(__name__)

NOT_HERE = "There is no such page. Tuner lives in Slack: type `/tune help` there."
SORRY = "Something went wrong on our side. If you report it, say incident `{}`."


def make_web(
    accounts: GoogleAccounts, on_link: OnLink, health: Health, *more: Route, prefix: str = ""
) -> Starlette:
    """Make the app. Commands have *prefix*."""

    def refused(_: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return page(pages.trouble(prefixed(NOT_HERE, prefix)), status)

    def crashed(request: Request, error: Exception) -> Response:
        incident = secrets.token_hex(3)
        log.error("web.crashed path=%s incident=%s", request.url.path, incident, exc_info=error)
        return page(pages.trouble(SORRY.format(incident)), 500)

    routes = [
        *LinkingDesk(accounts, on_link, prefix).routes,
        *health.routes,
        *more,
    ]
    handlers = {HTTPException: refused, Exception: crashed}
    return Starlette(routes=routes, exception_handlers=handlers)

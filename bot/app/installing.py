"""The way to Slack and back, on which somebody installs Tuner in their workspace."""

import hmac
import logging
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.app.slack import SLACK_TIMEOUT, code_of
from bot.app.tokens import renewed_by
from bot.config import SlackClient
from bot.domain import Clock, Installation, utc_now
from bot.errors import InstallFailed
from bot.manifest import scopes
from bot.store import Installations

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=10)
EXPIRED = "This way to Slack has run out, or was taken already, or began in another browser."
DECLINED = "You did not allow it in Slack, so nothing was installed."
REFUSED = "Slack did not let you install it ({}), so nothing was installed."
UNREACHABLE = "Slack does not answer. Nothing was installed."


class Installing:
    """Secrets are 256 bits at random, and work once, in the browser that they were made for."""

    def __init__(
        self, client: SlackClient, api_url: str, store: Installations, clock: Clock = utc_now
    ) -> None:
        self._client, self._api_url, self._store, self._clock = client, api_url, store, clock

    def begin(self) -> tuple[str, str]:
        """Return the address of Slack's consent page, and a secret for the browser to keep."""
        state = secrets.token_urlsafe(32)
        self._store.attempt(state, self._clock() + PATIENCE)
        asked = {
            "client_id": self._client.id,
            "scope": ",".join(scopes()),
            "state": state,
            "redirect_uri": self._client.redirect_url,
        }
        return f"{self._client.auth_url}?{urlencode(asked)}", state

    def finish(self, query: Mapping[str, str], kept: str) -> Installation:
        """Take what Slack sent the browser back with, which *kept* a secret, and install.

        Raises `InstallFailed`.
        """
        state = query.get("state", "")
        # Used up before anything else: a way works once, whatever comes of it.
        is_known = self._store.take_attempt(state, self._clock())
        if not is_known or not hmac.compare_digest(state.encode(), kept.encode()):
            raise InstallFailed(EXPIRED)
        if query.get("error") == "access_denied":
            raise InstallFailed(DECLINED)
        installation = self._redeemed(query.get("code", ""))
        self._store.put(installation)
        log.info("install.done team=%s enterprise=%s", installation.team, installation.enterprise)
        return installation

    def _redeemed(self, code: str) -> Installation:
        if not code:
            raise InstallFailed(REFUSED.format("no code"))
        try:
            said: Any = self._slack().oauth_v2_access(
                client_id=self._client.id,
                client_secret=self._client.secret,
                code=code,
                redirect_uri=self._client.redirect_url,
            )
            bot: Any = self._slack(said["access_token"]).auth_test()
        except SlackApiError as error:
            raise InstallFailed(REFUSED.format(code_of(error))) from error
        except (OSError, SlackClientError) as error:
            raise InstallFailed(UNREACHABLE) from error
        return self._installed(said, bot)

    def _installed(self, said: Any, bot: Any) -> Installation:
        whole, now = bool(said.get("is_enterprise_install")), self._clock()
        team: dict[str, str] = said.get("team") or {}
        enterprise: dict[str, str] = said.get("enterprise") or {}
        plain = Installation(
            enterprise=enterprise.get("id") or "",
            team="" if whole else team["id"],
            name=(enterprise if whole else team).get("name") or "",
            bot=bot.get("bot_id") or "",
            bot_user=said.get("bot_user_id") or bot["user_id"],
            installed_by=said["authed_user"]["id"],
            scopes=tuple(said["scope"].split(",")),
            installed=now,
            token="",
        )
        return renewed_by(said, plain, now)

    def _slack(self, token: str | None = None) -> WebClient:
        return WebClient(token, base_url=self._api_url, timeout=SLACK_TIMEOUT, retry_handlers=[])

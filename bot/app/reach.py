"""Where Tuner is: in one workspace by a socket, or in many by signed HTTP."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from starlette.routing import Route

from bot.app.installing import Installing
from bot.app.slack import GONE, Bolt, Client, Heard, code_of
from bot.app.socket import Socket
from bot.app.starting import kept, slack_in_words
from bot.app.tokens import Tokens
from bot.config import Config, SlackClient
from bot.domain import Installation, utc_now
from bot.leaving import Leaving
from bot.pulse import Pulse
from bot.store import Store
from bot.web.installing import InstallDesk, OnInstall
from bot.web.slack import Door

log = logging.getLogger(__name__)


class Entrance(Protocol):
    """How Slack reaches us."""

    @property
    def is_connected(self) -> bool: ...
    def connect(self) -> None: ...
    def take_no_more(self, patience: float) -> None:
        """Answer what has come in, and have the rest come again."""
        ...

    def close(self) -> None: ...


class Reach(Protocol):
    """How we reach Slack, and let it reach us."""

    def authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        """Say for Bolt as whom we answer there. No network."""
        ...

    def client_for(self, workspace: str) -> WebClient:
        """Return Slack's API for a workspace. When it says that we are gone, we are."""
        ...

    def entrance(self, bolt: Bolt) -> Entrance: ...
    def routes(self, on_install: OnInstall) -> list[Route]: ...
    def add_to(self, pulse: Pulse) -> None:
        """Have done what must be done from time to time."""
        ...


def reach_of(config: Config, store: Store, leaving: Leaving, heard: Heard) -> Reach:
    """Return what the settings ask for, or raise `CantStart`."""
    client = config.slack.client
    if client:
        return Many(config, client, store, leaving, heard)
    return One(config, store, leaving, heard)


class One:
    """One workspace, with the tokens from the settings."""

    def __init__(self, config: Config, store: Store, leaving: Leaving, heard: Heard) -> None:
        self._config, self._leaving = config, leaving
        slack = config.slack
        plain = Client(slack.bot_token, slack.api_url)
        with slack_in_words(config, "SLACK_BOT_TOKEN"):
            self._bot: Any = plain.auth_test()
        self.workspace: str = self._bot["team_id"]
        kept(config, partial(store.departures.come_back, self.workspace))
        gone = partial(leave_if_gone, plain, partial(leaving.left, "", self.workspace))
        self._client = Client(
            slack.bot_token, slack.api_url, prefix=slack.prefix, gone=gone, heard=heard
        )

    def authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:  # noqa: ARG002  # there is one
        return AuthorizeResult.from_auth_test_response(
            bot_token=self._client.token, auth_test_response=self._bot
        )

    def client_for(self, workspace: str) -> WebClient:  # noqa: ARG002  # there is one
        return self._client

    def entrance(self, bolt: Bolt) -> Entrance:
        return Socket(bolt, self._config.slack.app_token)

    def routes(self, on_install: OnInstall) -> list[Route]:  # noqa: ARG002  # nobody installs it
        return []

    def add_to(self, pulse: Pulse) -> None:
        pass


class Many:
    """As many workspaces as install it, with tokens from the store."""

    def __init__(
        self, config: Config, client: SlackClient, store: Store, leaving: Leaving, heard: Heard
    ) -> None:
        self._config, self._client, self._leaving = config, client, leaving
        self._heard = heard
        self._store, self._met = store.installations, set[str]()
        self._tokens = Tokens(client, config.slack.api_url, store.installations)

    def authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        enterprise, team = enterprise_id or "", team_id or ""
        found = self._store.find(enterprise, team)
        if not found:
            return None
        if not found.team and team not in {"", enterprise} and team not in self._met:
            self._store.met(team, enterprise)
            self._met.add(team)
        found = self._tokens.fresh(found)
        return AuthorizeResult(
            enterprise_id=enterprise or None,
            team_id=team or None,
            bot_id=found.bot,
            bot_user_id=found.bot_user,
            bot_token=found.token,
            bot_scopes=found.scopes,
        )

    def client_for(self, workspace: str) -> WebClient:
        """Return a client without a token where Tuner is not: Slack refuses it in its own words."""
        slack, found = self._config.slack, self._store.of(workspace)
        if not found:
            return Client(None, slack.api_url, prefix=slack.prefix)
        found = self._tokens.fresh(found)
        return Client(
            found.token,
            slack.api_url,
            prefix=slack.prefix,
            team_id=None if found.team else workspace,
            gone=partial(self._gone, found, workspace),
            renewed=partial(self._renewed, found),
            heard=self._heard,
        )

    def entrance(self, bolt: Bolt) -> Entrance:
        self._door = Door(bolt, self._client.signing_secret)
        return self._door

    def routes(self, on_install: OnInstall) -> list[Route]:
        installing = Installing(self._client, self._config.slack.api_url, self._store)
        return [self._door.route, *InstallDesk(installing, on_install).routes]

    def add_to(self, pulse: Pulse) -> None:
        pulse.add(self._tokens.renew)

    def _renewed(self, refused: Installation) -> str:
        now = self._tokens.replaced(refused)
        return now.token if now.token != refused.token else ""

    def _gone(self, used: Installation, workspace: str) -> None:
        """Leave, unless the token that was refused is not the one any more."""
        now = self._store.of(workspace)
        if now and now.token == used.token:
            leave = partial(self._leaving.left, now.enterprise, now.team)
            leave_if_gone(Client(now.token, self._config.slack.api_url), leave)


def leave_if_gone(slack: WebClient, leave: Callable[..., None]) -> None:
    """Ask Slack once more before all is thrown away. Never raises."""
    try:
        slack.auth_test()
    except SlackApiError as error:
        if code_of(error) in GONE:
            log.warning("slack.gone why=%s", code_of(error))
            leave(utc_now())
    except (OSError, SlackClientError):
        log.warning("slack.unreachable", exc_info=True)

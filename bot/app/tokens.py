"""Tokens that Slack lets live for hours, renewed in time and once, whoever asks."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.app.slack import SLACK_TIMEOUT, code_of
from bot.config import SlackClient
from bot.domain import Clock, Installation, utc_now
from bot.store import Installations
from bot.store.outside import RENEW_LEASE

log = logging.getLogger(__name__)

EARLY = timedelta(hours=2)
AT_LEAST = timedelta(minutes=1)  # of life, for whoever is handed a token
LOOK_AGAIN = 0.05  # seconds

Key = tuple[str, str]


class Tokens:
    """Any thread of any process may use it. A refresh token works once, so one renews.

    A tick renews early, so that listeners, who have three seconds, seldom have to.
    """

    def __init__(
        self,
        client: SlackClient,
        api_url: str,
        store: Installations,
        clock: Clock = utc_now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client, self._store, self._clock, self._sleep = client, store, clock, sleep
        self._slack = WebClient(base_url=api_url, timeout=SLACK_TIMEOUT, retry_handlers=[])
        self._locks, self._picking = defaultdict[Key, Lock](Lock), Lock()

    def fresh(self, installation: Installation) -> Installation:
        """Return it with a token that lives a little longer, renewed if need be."""
        if not self._ends_within(installation, AT_LEAST):
            return installation
        return self._renewed(installation, partial(self._ends_within, left=AT_LEAST))

    def replaced(self, refused: Installation) -> Installation:
        """Return it with another token than the one that Slack says has expired.

        Their clock and ours may differ, or the token was handed out long ago.
        """
        return self._renewed(refused, lambda now: now.token == refused.token)

    def renew(self, now: datetime) -> None:
        """Renew what ends in the next two hours."""
        for installation in self._store.ending(now + EARLY):
            try:
                self._renewed(installation, partial(self._ends_within, left=EARLY))
            except Exception:
                log.exception("token.not_renewed team=%s", installation.team)

    def _renewed(self, old: Installation, is_stale: Callable[[Installation], bool]) -> Installation:
        with self._alone(old):
            give_up = self._clock() + RENEW_LEASE
            while True:
                now = self._store.find(old.enterprise, old.team) or old
                if not is_stale(now) or self._clock() > give_up:
                    return now
                if self._store.claim(now, self._clock()):
                    return self._renew(now)
                self._sleep(LOOK_AGAIN)  # another process is at it

    def _renew(self, old: Installation) -> Installation:
        try:
            said: Any = self._slack.oauth_v2_access(
                client_id=self._client.id,
                client_secret=self._client.secret,
                grant_type="refresh_token",
                refresh_token=old.refresh_token,
            )
        except SlackApiError as error:
            log.warning("token.refused team=%s why=%s", old.team, code_of(error))
            return old
        new = renewed_by(said, old, self._clock())
        self._store.renewed(new)
        log.info("token.renewed team=%s enterprise=%s", old.team, old.enterprise)
        return new

    def _ends_within(self, it: Installation, left: timedelta) -> bool:
        return it.expires is not None and it.expires - self._clock() <= left

    def _alone(self, it: Installation) -> Lock:
        with self._picking:
            return self._locks[it.enterprise, it.team]


def renewed_by(said: Any, old: Installation, now: datetime) -> Installation:
    """Return the installation with the token of an answer of `oauth.v2.access`."""
    life = said.get("expires_in")
    return replace(
        old,
        token=said["access_token"],
        refresh_token=said.get("refresh_token") or "",
        expires=now + timedelta(seconds=life) if life else None,
    )

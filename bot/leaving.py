"""Taking Tuner out: of a workspace, an organisation, or one person's account."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.accounts import GoogleAccounts
from bot.store import Store

log = logging.getLogger(__name__)

AT_ONCE = 8  # grants that are revoked in a tick


class Leaving:
    """What is done at once is a row; the rest is done by ticks, and goes on after a restart."""

    def __init__(
        self,
        store: Store,
        accounts: GoogleAccounts,
        retention: timedelta,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._store, self._accounts = store, accounts
        self._retention, self._wake = retention, wake

    def left(self, enterprise: str, team: str, at: datetime) -> None:
        """Take it out of a workspace, or with an empty *team* of an organisation."""
        for workspace in self._store.departures.leave(enterprise, team, at):
            log.info("workspace.left workspace=%s", workspace)
        self._wake()

    def withdrawn(self, workspaces: Sequence[str], at: datetime) -> None:
        """Take it out of some workspaces of an organisation that keeps it in the others."""
        for workspace in workspaces:
            if self._store.departures.withdraw(workspace, at):
                log.info("workspace.withdrawn workspace=%s", workspace)
        self._wake()

    def granted(self, enterprise: str, workspaces: Sequence[str]) -> None:
        """Go on in some workspaces of an organisation, or begin there."""
        for workspace in workspaces:
            self._store.installations.met(workspace, enterprise)
            self._store.departures.come_back(workspace)
        self._wake()

    def unlinked(self, workspace: str, users: Sequence[str], at: datetime) -> None:
        """Take back what some people have granted us."""
        for user in users:
            if self._store.departures.unlink(workspace, user, at):
                log.info("account.unlinked workspace=%s user=%s", workspace, user)
        self._wake()

    def clean_up(self, now: datetime) -> int:
        """Have Google forget what was left behind, where nobody else here needs it.

        Returns how many were looked at: a few at a time.
        """
        claimed = self._store.departures.claim_revocations(now, AT_ONCE)
        for it in claimed:
            if it.is_shared or self._accounts.revoke(it.credentials):
                self._store.departures.revoked(it)
        return len(claimed)

    def purge(self, now: datetime) -> None:
        """Forget what has been kept for long enough."""
        self._store.inbox.sweep(now)
        for workspace in self._store.departures.left(now - self._retention):
            gone = self._store.departures.forget(workspace, now)
            log.info("workspace.purged workspace=%s rows=%s", workspace, sum(gone.values()))

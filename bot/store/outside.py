"""What comes from outside any workspace, or is about whole ones. Part of the contract."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain import Installation, LinkAttempt, PendingLink, Revocation

RENEW_LEASE = timedelta(seconds=30)  # Slack has 10 s to answer
WORK_LEASE = timedelta(seconds=10)  # Slack has given up on an answer after 3 s
REMEMBERED = timedelta(hours=1)  # Slack sends an event again for six minutes
REVOKE_LEASE = timedelta(minutes=1)
MOST_REVOCATIONS = 5  # tries at Google, and then what was granted is forgotten all the same


class Links(Protocol):
    """Links on their way. They are found by a secret, since a browser names no workspace.

    Each secret is kept as a hash only, and works once.
    """

    def attempt(self, secret: str, attempt: LinkAttempt) -> None: ...

    def take_attempt(self, secret: str, now: datetime) -> LinkAttempt | None:
        """Return the attempt and forget it. None if there is none, or it has expired."""
        ...

    def pend(self, secret: str, link: PendingLink) -> None: ...

    def take_pending(self, secret: str, now: datetime) -> PendingLink | None: ...


class Installations(Protocol):
    """Where Tuner is installed, found by what a request says of itself. Tokens are encrypted."""

    def put(self, installation: Installation) -> None:
        """Remember it in place of an older one; whoever had left is back."""
        ...

    def find(self, enterprise: str, team: str) -> Installation | None:
        """Return a workspace's own installation, else its organisation's."""
        ...

    def of(self, workspace: str) -> Installation | None:
        """Find it for a workspace alone, whose organisation is known from `met`."""
        ...

    def all(self) -> Sequence[Installation]: ...

    def met(self, workspace: str, enterprise: str) -> None:
        """Remember of which organisation a workspace is."""
        ...

    def ending(self, before: datetime) -> Sequence[Installation]:
        """Return those whose token expires before then."""
        ...

    def claim(self, installation: Installation, now: datetime) -> bool:
        """Take on renewing its token, for `RENEW_LEASE`. False if somebody has, or did."""
        ...

    def renewed(self, installation: Installation) -> bool:
        """Write the renewed token, under the next *serial*. False if it was late, or it is gone."""
        ...

    def attempt(self, secret: str, expires: datetime) -> None:
        """Remember that somebody goes to Slack to install, by a secret that is kept as a hash."""
        ...

    def take_attempt(self, secret: str, now: datetime) -> bool:
        """Forget it. False if there is none, or it has expired."""
        ...


class Inbox(Protocol):
    """What Slack sent, so that what it sends again is not done again."""

    def begin(self, key: str, now: datetime) -> bool | None:
        """Take on some work, for `WORK_LEASE`. None if it is done, False if somebody is at it."""
        ...

    def done(self, key: str) -> None: ...

    def failed(self, key: str) -> None:
        """Let it be begun again."""
        ...

    def sweep(self, now: datetime) -> None:
        """Forget what is older than `REMEMBERED`."""
        ...


class Departures(Protocol):
    """Workspaces that Tuner was taken out of, and what is to be done about it.

    A departure is written at once, with all that needs no network, so that nothing is lost if
    the process ends; the rest is claimed from here.
    """

    def leave(self, enterprise: str, team: str, at: datetime) -> Sequence[str]:
        """Take Tuner out of a workspace, or with an empty *team* of an organisation.

        The token, Google credentials and the API key are gone with it, and nothing is polled.
        May be repeated; what was installed since then stays. Returns the workspaces that left.
        """
        ...

    def withdraw(self, workspace: str, at: datetime) -> bool:
        """Take Tuner out of one workspace of an organisation that keeps it.

        As `leave` does; False where the workspace has an installation of its own.
        """
        ...

    def come_back(self, workspace: str) -> bool:
        """Go on where it was left. False if it never was."""
        ...

    def unlink(self, workspace: str, user: str, now: datetime) -> bool:
        """Take back one person's Google account. False if none is linked."""
        ...

    def is_linked(self, email: str) -> bool:
        """Say whether that Google account is linked in any workspace."""
        ...

    def claim_revocations(self, now: datetime, limit: int) -> Sequence[Revocation]:
        """Claim what is to be revoked at Google, for `REVOKE_LEASE`; `MOST_REVOCATIONS` times."""
        ...

    def revoked(self, revocation: Revocation) -> None: ...

    def left(self, before: datetime) -> Sequence[str]:
        """Return the workspaces that have left before then, and are still remembered."""
        ...

    def forget(
        self, workspace: str, at: datetime, *, person: str | None = None
    ) -> Mapping[str, int]:
        """Forget a workspace, or one *person* there; return how much that was, by table.

        A person's jobs are the workspace's, and stay. Google grants are left to be revoked.
        """
        ...

"""Who is who at Google, and what a workspace has chosen."""

from datetime import datetime
from typing import Protocol

from bot.domain import Account, KeyFacts, LinkAttempt, PendingLink


class Accounts(Protocol):
    """The Google accounts that people of one workspace have linked. Credentials are encrypted."""

    def link(self, account: Account, credentials: str) -> None:
        """Remember *account.user*'s credentials; replaces older ones. Ends a `Jobs.pause`."""
        ...

    def account(self, user: str) -> Account | None: ...

    def linked(self, email: str) -> Account | None:
        """Return the account of whoever linked that address, capitals aside."""
        ...

    def credentials(self, user: str) -> str:
        """Return the credentials that *user* linked, or raise `NotConnected`."""
        ...

    def refreshed(self, user: str, credentials: str) -> None:
        """Write back credentials that Google has renewed; nothing happens if unlinked since."""
        ...

    def unlink(self, user: str) -> bool:
        """Forget them. False if there was nothing to forget."""
        ...


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


class Settings(Protocol):
    """What the workspace has chosen. The API key is encrypted."""

    def set_key(self, api_key: str, *, by: str, at: datetime) -> None:
        """Remember the key to ask models with; replaces an older one."""
        ...

    def key(self) -> str | None: ...

    def key_facts(self) -> KeyFacts | None: ...

    def forget_key(self) -> bool:
        """Forget it. False if there was nothing to forget."""
        ...

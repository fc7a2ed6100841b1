"""Who is who at Google, and what a workspace has chosen."""

from datetime import datetime
from typing import Protocol

from bot.domain import GEMINI, Account, KeyFacts, Policy


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

    def used(self, user: str, at: datetime) -> None:
        """Remember that they were used; nothing happens if unlinked since."""
        ...

    def take_turn(self, user: str, turn: str, now: datetime) -> str | None:
        """Return the credentials as they are now; for `RENEW_LEASE` only *turn* may renew them.

        None if it is somebody else's turn, or nothing is linked.
        """
        ...

    def refreshed(self, user: str, credentials: str, *, turn: str) -> bool:
        """Write back credentials that Google has renewed, and end the turn.

        False, and nothing done, if the turn is over, or the account unlinked or linked anew.
        """
        ...

    def end_turn(self, user: str, turn: str) -> None:
        """Let others renew: nothing came of it."""
        ...

    def unlink(self, user: str) -> bool:
        """Forget them. False if there was nothing to forget."""
        ...


class Settings(Protocol):
    """What the workspace has chosen. Its keys, one for each *service*, are encrypted."""

    def set_key(
        self, key: str, *, by: str, at: datetime, service: str = GEMINI, shown: str = ""
    ) -> None:
        """Remember the key to ask models with; replaces an older one.

        *shown* is what people know it by; empty: how it ends.
        """
        ...

    def key(self, service: str = GEMINI) -> str | None: ...

    def key_facts(self, service: str = GEMINI) -> KeyFacts | None: ...

    def forget_key(self, service: str = GEMINI) -> bool:
        """Forget it. False if there was nothing to forget."""
        ...

    def policy(self) -> Policy:
        """Return what the admins have settled, the defaults where they have not."""
        ...

    def set_policy(self, policy: Policy) -> None: ...

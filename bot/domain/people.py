"""People and the Google accounts that they link."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in a Slack workspace, with the names that people know them by."""

    workspace: str
    user: str
    name: str = ""
    workspace_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A linked Google account, without its secrets. *used* is right to within the hour."""

    user: str
    email: str
    scopes: tuple[str, ...]
    linked: datetime
    used: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAttempt:
    """One attempt to link a Google account. *intent* is what the person wanted before it.

    It is opaque here; `handlers.connect` wrote it and goes on with it. *scopes* are those that
    are needed; with none, the settings' own.
    """

    person: Person
    verifier: str  # PKCE's
    intent: str
    expires: datetime
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingLink:
    """Google said yes; the person has yet to confirm that both identities are theirs."""

    person: Person
    email: str
    credentials: str
    scopes: tuple[str, ...]
    intent: str
    expires: datetime

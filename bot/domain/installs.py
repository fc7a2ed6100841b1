"""Where Tuner is installed, and what is left to do where it was taken out."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Tuner in one workspace, or with an empty *team* in a whole organisation.

    *serial* counts the renewals of its token, which *expires* if Slack says that it does.
    """

    enterprise: str = ""
    team: str = ""
    name: str = ""  # of the workspace or organisation
    bot: str = ""  # the bot's own id, by which it knows its messages
    bot_user: str = ""
    installed_by: str = ""
    scopes: tuple[str, ...] = ()
    installed: datetime
    token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires: datetime | None = None
    serial: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """A Google grant that somebody has left behind.

    *is_shared* where the same Google account is still linked somewhere here: Google revokes
    all that a person granted to us, so that would unlink them there too.
    """

    id: int
    workspace: str
    user: str
    credentials: str = field(repr=False)
    is_shared: bool

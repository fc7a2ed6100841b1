"""What is known of a service before anybody has signed in: what it can, and how to open it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from google.auth.credentials import Credentials

from bot.domain import Capabilities, CloudPlace, Limits
from bot.tuning import TuningService

INSTALL = "{} needs a part of Tuner that is not installed here: `pip install 'tuner[{}]'`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """With what a service is opened, and where it is.

    *credentials* are a person's, or a service account's; without them *key* is an API key. An
    empty *url* is Google's own. *models* is a table of base models, if not the one that ships.
    """

    credentials: Credentials | None = None
    key: str = field(default="", repr=False)
    place: CloudPlace = field(default_factory=CloudPlace)
    url: str = ""
    storage_url: str = ""
    models: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceType:
    """*name* stands in the database, *title* is what people read.

    *scopes* are asked for at Google when this service is chosen, and only then. *by_account*: a
    workspace's own key is a service account's, and not an API key. *needs* is a
    module that comes with the *extra* of that name.
    """

    name: str
    title: str
    limits: Limits
    capabilities: Capabilities
    make: Callable[[Access], TuningService]
    scopes: tuple[str, ...] = ()
    is_paid: bool = False
    needs_place: bool = False
    by_account: bool = False
    needs: str = ""
    extra: str = ""

    @property
    def missing(self) -> str:
        """Say how to install what it needs, where that is not there; else nothing."""
        there = not self.needs or find_spec(self.needs)
        return "" if there else INSTALL.format(self.title, self.extra)

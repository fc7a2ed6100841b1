"""What the Slack side is given by the rest of Tuner, and how listeners come by it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Protocol

from slack_bolt import App, BoltContext
from slack_sdk import WebClient

from bot.domain import Person
from bot.tuner import Tuner
from handlers.bodies import Json, origin, workspace_of
from handlers.files import Files
from handlers.who import People

TunerFor = Callable[[str], Tuner]  # takes a workspace's id
ClientFor = Callable[[str], WebClient]  # takes a workspace's id


class Accounts(Protocol):
    """Where people link their Google accounts."""

    def begin(
        self, person: Person, intent: str, *, scopes: Sequence[str] = (), sheets: bool = False
    ) -> str:
        """Return the address of Google's page; it is for *person*'s eyes only."""
        ...

    def unlink(self, workspace: str, user: str) -> bool:
        """Forget the account and revoke it at Google. False if there was none."""
        ...


class Sheets(Protocol):
    """Where linked sheets are read."""

    def fetch(self, workspace: str, user: str, link: str) -> tuple[IO[bytes], str]:
        """Return a sheet as a CSV file, to be closed, and its name; or raise `TunerError`."""
        ...


class Leaving(Protocol):
    """What is to be done when somebody takes Tuner out. What was said is kept."""

    def left(self, enterprise: str, team: str, at: datetime) -> None:
        """Take it out of a workspace, or with an empty *team* of an organisation."""
        ...

    def withdrawn(self, workspaces: Sequence[str], at: datetime) -> None:
        """Take it out of some workspaces of an organisation that keeps it in the others."""
        ...

    def granted(self, enterprise: str, workspaces: Sequence[str]) -> None:
        """Go on in some workspaces of an organisation, or begin there."""
        ...

    def unlinked(self, workspace: str, users: Sequence[str], at: datetime) -> None:
        """Take back what some people have granted us."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """*wake* has the poller look at once, since somebody has just asked for something."""

    tuner_for: TunerFor
    client_for: ClientFor
    accounts: Accounts
    leaving: Leaving
    files: Files
    sheets: Sheets
    wake: Callable[[], None]
    people: People


def provide(app: App, parts: Parts, **more: object) -> None:
    """Put the parts, and *more*, where `Stage` finds them for the listeners."""

    def add_to(context: BoltContext, body: Json, next_: Callable[[], None]) -> None:
        workspace = workspace_of(context, body)
        context["tuner"] = parts.tuner_for(workspace).coming_from(origin(body))
        context["people"] = parts.people
        context["client"] = parts.client_for(workspace)
        context["accounts"], context["wake"] = parts.accounts, parts.wake
        context["leaving"] = parts.leaving
        context.update(more)
        next_()

    app.use(add_to)

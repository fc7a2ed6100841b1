"""What was done, how often models were asked, and what waits for a second person."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain import Deed, DeletionRequest


class Audit(Protocol):
    """The log of a workspace. Nobody changes a line or takes one out, Tuner included."""

    def append(self, deed: Deed) -> None: ...

    def deeds(  # noqa: PLR0913 - each is a filter of its own
        self,
        *,
        seen_by: str | None = None,
        owned: Collection[str] = (),
        by: str = "",
        text: str = "",
        before: int | None = None,
        limit: int = 100,
    ) -> Sequence[Deed]:
        """Return deeds, newest first: those *by* somebody, about what has *text* in its name.

        With *seen_by*, only that person's own deeds, and those about what is in *owned*.
        *before* is the id of the last deed of the page before.
        """
        ...

    def purge(self) -> int:
        """Take all lines out, since the workspace is forgotten; return how many there were."""
        ...


class Usage(Protocol):
    """How often people asked. What they asked is not here."""

    def ask(
        self, user: str, *, now: datetime, most: int | None, within: timedelta
    ) -> datetime | None:
        """Count a question, unless there were *most* in the time before.

        None if it may be asked; else when the next one may, and nothing is counted.
        """
        ...

    def asked(self, user: str, since: datetime) -> int: ...


class Requests(Protocol):
    """Deletions that wait for a second person; one a model at a time."""

    def ask(self, request: DeletionRequest) -> bool:
        """Write it; replaces one that has run out. False if one is open already."""
        ...

    def request(self, job: str) -> DeletionRequest | None: ...

    def posted(self, job: str, *, channel: str, ts: str) -> None:
        """Write where its message is."""
        ...

    def settle(self, job: str) -> DeletionRequest | None:
        """Forget it, and return what it was: only one who settles it gets it."""
        ...

    def requests(self) -> Sequence[DeletionRequest]: ...


class Departed(Protocol):
    """Who owns models here and is deactivated at Slack."""

    def left(self, user: str, at: datetime) -> bool:
        """Write that somebody is deactivated. False if that was known."""
        ...

    def back(self, user: str) -> None: ...

    def users(self) -> Sequence[str]: ...

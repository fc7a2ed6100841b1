"""Submitted forms on their way to be jobs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.library import Origin, VersionId
from bot.domain.order import Example, Order


class DraftState(StrEnum):
    RECEIVED = "received"  # the form is in; the file has not been read
    ASKED = "asked"  # the file is there; which columns hold the pairs is for the person to say
    CHECKED = "checked"  # the file is fine: *Start* is offered
    STOPPED = "stopped"  # the file is read, but something in it stops tuning
    REFUSED = "refused"  # the file can't be used; the person knows why
    STARTED = "started"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A submitted form on its way to be a job. *view* is the modal that it was sent from.

    The examples are in *file_id*, or else behind *link*, or else in *version*, which all of
    them come to be once they are read.
    """

    id: str
    owner: str
    order: Order
    file_id: str
    view: str
    received: datetime
    state: DraftState = DraftState.RECEIVED
    file_name: str = ""
    dataset: str = ""  # sha256 of the file's bytes, which the store keeps
    examples: int = 0
    origin: Origin = Origin.FORM
    link: str = ""
    version: VersionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftClaim:
    """A draft whose file is ours to read until the lease runs out."""

    workspace: str
    draft: Draft
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preflight:
    """What was found in a file that can be learnt from; *draft* is `CHECKED`."""

    draft: Draft
    examples: int
    steps: int
    expected: timedelta | None  # from jobs that this workspace has finished; None: too early to say
    first: tuple[Example, ...] = ()  # a few, to look at; for the draft's owner only

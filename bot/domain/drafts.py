"""Submitted forms on their way to be jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.datasets import Report
from bot.domain.library import Dataset, Origin, Version, VersionId
from bot.domain.order import Order
from bot.domain.prices import Price


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
    tokens: int = 0  # in the examples, estimated; 0 if they have not been counted
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
    """What was found in a file, and what training on it comes to; for the draft's owner only.

    *expected* is from jobs that this workspace has finished, None while it is too early to
    say. *price* is None where nobody has told Tuner any prices. *held_out* counts the rows
    that are kept from training. *hindrance* says what keeps it from starting besides the file.
    """

    draft: Draft
    dataset: Dataset
    version: Version
    report: Report
    steps: int
    expected: timedelta | None = None
    price: Price | None = None
    held_out: int = 0
    hindrance: str = ""

    @property
    def stops(self) -> bool:
        return self.report.stops or bool(self.hindrance)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichColumns:
    """What a person has to say before a file can be read: which columns hold the pairs.

    *names* are those in the file, *rows* the first few, cell by cell; for the draft's owner only.
    """

    draft: Draft
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

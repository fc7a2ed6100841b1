"""What a job waits for before it is ready, and how many do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """What a service is busy with before a model is ready, where it says so."""

    UNTOLD = ""
    QUOTA = "waiting for quota"
    DATA = "preparing data"
    CAPACITY = "waiting for capacity"
    TUNING = "tuning"
    FINISHING = "finishing"


@dataclass(frozen=True, slots=True, kw_only=True)
class InLine:
    """Where a job stands in Tuner's own queue, since the service takes no more for now.

    *lane* is whose quota is used up. *place* counts from 1; 0 is not known yet. *refused* is
    how often the service has refused this job.
    """

    lane: str
    place: int = 0
    next_try: datetime | None = None  # of whoever is first
    refused: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How things stand in all workspaces. *lag* and *age* are in seconds.

    *lag* is of the job that is due longest, *age* of the oldest news that nobody has heard.
    """

    jobs: Mapping[str, int]  # by state
    lag: float
    age: float
    given_up: int
    in_line: int

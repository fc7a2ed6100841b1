"""What comes of a job: who holds it, how it moves on, and the news of that."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.jobs import NewsKind, TuningJob
from bot.domain.trials import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A job that is ours to move on until the lease runs out; *epoch* proves it.

    *job* has its first and last snapshots only. *due* is when somebody was to look.
    """

    workspace: str
    job: TuningJob
    epoch: int
    due: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What came of a claim: the job as it is now, when to look again, and what to tell.

    From *soon* on it may be looked at together with others of the same person. With no
    *look_at* it is over.
    """

    claim: Claim
    job: TuningJob
    look_at: datetime | None
    soon: datetime | None = None
    news: Sequence[NewsKind] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A change that a card and thread have yet to hear of.

    *job* is as it is now, with all its snapshots if it is over, else the first and the last.
    *key* is the same however often it is told: ``job:kind:percent``, or its number where a
    job may have several. *trial* comes with TRIED.
    """

    workspace: str
    id: int
    kind: NewsKind
    percent: int
    job: TuningJob
    epoch: int
    trial: Trial | None = None

    @property
    def key(self) -> str:
        several = self.kind is NewsKind.STALLED
        return f"{self.job.id}:{self.kind}:{self.id if several else self.percent}"

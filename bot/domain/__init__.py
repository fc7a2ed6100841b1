"""What Tuner talks about: orders, drafts, tuning jobs and the news of them, people."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.domain.drafts import Draft, DraftClaim, DraftState, Preflight
from bot.domain.estimate import expected_time
from bot.domain.jobs import (
    MILESTONES,
    Card,
    Claim,
    JobState,
    News,
    NewsKind,
    Snapshot,
    Status,
    TuningJob,
    job_id,
)
from bot.domain.order import (
    Answer,
    Audience,
    BaseModel,
    Example,
    Hyperparameters,
    Limits,
    Order,
    Question,
)
from bot.domain.people import Account, LinkAttempt, PendingLink, Person

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the current time; pass a stand-in to hold time still in a test."""
    return datetime.now(UTC)


__all__ = [
    "MILESTONES",
    "Account",
    "Answer",
    "Audience",
    "BaseModel",
    "Card",
    "Claim",
    "Clock",
    "Draft",
    "DraftClaim",
    "DraftState",
    "Example",
    "Hyperparameters",
    "JobState",
    "Limits",
    "LinkAttempt",
    "News",
    "NewsKind",
    "Order",
    "PendingLink",
    "Person",
    "Preflight",
    "Question",
    "Snapshot",
    "Status",
    "TuningJob",
    "expected_time",
    "job_id",
    "utc_now",
]

"""What Tuner talks about: orders, drafts, tuning jobs and the news of them, people."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.domain.drafts import (
    Draft,
    DraftClaim,
    DraftState,
    Preflight,
)
from bot.domain.estimate import expected_time
from bot.domain.installs import Installation, Revocation
from bot.domain.jobs import (
    MILESTONES,
    Card,
    Claim,
    JobState,
    Move,
    News,
    NewsKind,
    Snapshot,
    Status,
    TuningJob,
    job_id,
)
from bot.domain.library import Dataset, Origin, Version, VersionId, dataset_id
from bot.domain.models import Capabilities, Grantee, Named, Permission, Role, TunedModel
from bot.domain.order import (
    TUNED,
    Audience,
    BaseModel,
    Example,
    Hyperparameters,
    Limits,
    Order,
    Sampling,
)
from bot.domain.people import Account, LinkAttempt, PendingLink, Person
from bot.domain.questions import Answer, Feedback, KeptAnswer, KeyFacts, Question, answer_id
from bot.domain.trials import Score, Trial, TrialClaim, Tried
from bot.domain.waiting import InLine, Stage, Standing

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the current time; pass a stand-in to hold time still in a test."""
    return datetime.now(UTC)


__all__ = [
    "MILESTONES",
    "TUNED",
    "Account",
    "Answer",
    "Audience",
    "BaseModel",
    "Capabilities",
    "Card",
    "Claim",
    "Clock",
    "Dataset",
    "Draft",
    "DraftClaim",
    "DraftState",
    "Example",
    "Feedback",
    "Grantee",
    "Hyperparameters",
    "InLine",
    "Installation",
    "JobState",
    "KeptAnswer",
    "KeyFacts",
    "Limits",
    "LinkAttempt",
    "Move",
    "Named",
    "News",
    "NewsKind",
    "Order",
    "Origin",
    "PendingLink",
    "Permission",
    "Person",
    "Preflight",
    "Question",
    "Revocation",
    "Role",
    "Sampling",
    "Score",
    "Snapshot",
    "Stage",
    "Standing",
    "Status",
    "Trial",
    "TrialClaim",
    "Tried",
    "TunedModel",
    "TuningJob",
    "Version",
    "VersionId",
    "answer_id",
    "dataset_id",
    "expected_time",
    "job_id",
    "utc_now",
]

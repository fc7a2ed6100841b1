"""What Tuner talks about: orders, drafts, tuning jobs and the news of them, people."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.domain.datasets import (
    Code,
    Difference,
    Finding,
    Fix,
    Fixed,
    Report,
    Severity,
    Statistics,
)
from bot.domain.drafts import (
    Draft,
    DraftClaim,
    DraftState,
    Preflight,
    WhichColumns,
)
from bot.domain.estimate import expected_time
from bot.domain.history import PATIENCE, Act, Deed, DeletionRequest, Facts, Whence
from bot.domain.installs import Installation, Revocation
from bot.domain.jobs import (
    MILESTONES,
    Card,
    JobState,
    NewsKind,
    Snapshot,
    Status,
    TuningJob,
    job_id,
)
from bot.domain.library import Dataset, Origin, Version, VersionId, dataset_id
from bot.domain.models import (
    Capabilities,
    Few,
    Grantee,
    Named,
    Overview,
    Permission,
    Role,
    TunedModel,
)
from bot.domain.moves import Claim, Move, News
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
from bot.domain.outcome import Checkpoint, Taken
from bot.domain.people import Account, LinkAttempt, PendingLink, Person
from bot.domain.place import CloudPlace
from bot.domain.policy import Kind, Policy, Standing
from bot.domain.prices import Bill, Price, Tariff
from bot.domain.questions import Answer, Feedback, KeptAnswer, KeyFacts, Question, answer_id
from bot.domain.site import GEMINI, Site
from bot.domain.trials import Score, Trial, TrialClaim, Tried
from bot.domain.waiting import Figures, InLine, Stage

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the current time; pass a stand-in to hold time still in a test."""
    return datetime.now(UTC)


__all__ = [
    "GEMINI",
    "MILESTONES",
    "PATIENCE",
    "TUNED",
    "Account",
    "Act",
    "Answer",
    "Audience",
    "BaseModel",
    "Bill",
    "Capabilities",
    "Card",
    "Checkpoint",
    "Claim",
    "Clock",
    "CloudPlace",
    "Code",
    "Dataset",
    "Deed",
    "DeletionRequest",
    "Difference",
    "Draft",
    "DraftClaim",
    "DraftState",
    "Example",
    "Facts",
    "Feedback",
    "Few",
    "Figures",
    "Finding",
    "Fix",
    "Fixed",
    "Grantee",
    "Hyperparameters",
    "InLine",
    "Installation",
    "JobState",
    "KeptAnswer",
    "KeyFacts",
    "Kind",
    "Limits",
    "LinkAttempt",
    "Move",
    "Named",
    "News",
    "NewsKind",
    "Order",
    "Origin",
    "Overview",
    "PendingLink",
    "Permission",
    "Person",
    "Policy",
    "Preflight",
    "Price",
    "Question",
    "Report",
    "Revocation",
    "Role",
    "Sampling",
    "Score",
    "Severity",
    "Site",
    "Snapshot",
    "Stage",
    "Standing",
    "Statistics",
    "Status",
    "Taken",
    "Tariff",
    "Trial",
    "TrialClaim",
    "Tried",
    "TunedModel",
    "TuningJob",
    "Version",
    "VersionId",
    "Whence",
    "WhichColumns",
    "answer_id",
    "dataset_id",
    "expected_time",
    "job_id",
    "utc_now",
]

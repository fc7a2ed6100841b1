"""What Tuner talks about: examples, hyperparameters, tuning jobs, and the news of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import ceil

Clock = Callable[[], datetime]

MILESTONES = (25, 50, 75)


def utc_now() -> datetime:
    """Return the current time; pass a stand-in to hold time still in a test."""
    return datetime.now(UTC)


def job_id(*press: str) -> str:
    """Return the id that the same press of *Start* always gets.

    It is the tuned model's id too, so it is what Gemini allows: 40 of ``[a-z0-9-]``.
    """
    return "tuner-" + hashlib.sha256("\0".join(press).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Example:
    """One training pair, in Gemini's own words."""

    text_input: str
    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hyperparameters:
    """How a model is tuned. The defaults are those that the Gemini API recommends."""

    epochs: int = 5
    batch_size: int = 4
    learning_rate: float = 0.001

    def steps(self, examples: int) -> int:
        """Return how many steps that makes, as the API counts: batches cross epoch borders."""
        return ceil(examples * self.epochs / self.batch_size)


class Audience(StrEnum):
    """Who may ask the tuned model."""

    CHANNEL = "channel"  # everybody in the channel that the card is in
    ME = "me"
    EVERYONE = "everyone"  # in the workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseModel:
    """A model that can be tuned. *name* is the service's; limits are None where unpublished."""

    name: str
    display_name: str
    description: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a service takes. A checker has no limits of its own."""

    input_characters: int | None = None
    output_characters: int | None = None
    request_bytes: int | None = None
    display_name: int = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a person asked for in the form."""

    display_name: str
    base_model: str
    channel: str
    audience: Audience = Audience.CHANNEL
    hyperparameters: Hyperparameters = field(default_factory=Hyperparameters)


class DraftState(StrEnum):
    RECEIVED = "received"  # the form is in; the file has not been read
    CHECKED = "checked"  # the file is fine: *Start* is offered
    REFUSED = "refused"  # the file can't be used; the person knows why
    STARTED = "started"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A submitted form on its way to be a job. *view* is the modal that it was sent from."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Preflight:
    """What was found in a draft's file. *first* are its first rows, for the owner's eyes only.

    *expected* comes from this installation's own finished jobs; None means no estimate yet.
    """

    draft: Draft
    examples: int
    steps: int
    expected: timedelta | None = None
    first: tuple[Example, ...] = ()


class JobState(StrEnum):
    """Where a tuning job stands; the last three are final."""

    WANTED = "wanted"  # written down, but the service may not have heard of it
    QUEUED = "queued"  # the service has it, and has not begun
    TUNING = "tuning"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self in {JobState.READY, JobState.FAILED, JobState.CANCELLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One step of a training; *step* counts from 1, *epoch* from 0."""

    step: int
    epoch: int
    mean_loss: float
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a service says of a job. *snapshots* are all there are, oldest first."""

    state: JobState
    completed_steps: int = 0
    total_steps: int = 0
    snapshots: tuple[Snapshot, ...] = ()
    started: datetime | None = None  # when the service began to train
    finished: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """The one message that follows a job; its thread is the job's thread."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningJob:
    """A tuned model on its way, and after."""

    id: str
    owner: str
    order: Order
    dataset: str
    examples: int
    wanted: datetime
    card: Card | None = None  # None until it is posted; nothing is started before
    state: JobState = JobState.WANTED
    completed_steps: int = 0
    total_steps: int = 0
    snapshots: tuple[Snapshot, ...] = ()
    started: datetime | None = None
    finished: datetime | None = None
    reason: str = ""

    @property
    def percent(self) -> int:
        return 100 * self.completed_steps // self.total_steps if self.total_steps else 0

    @property
    def last(self) -> Snapshot | None:
        return self.snapshots[-1] if self.snapshots else None

    def milestone_after(self, old: TuningJob) -> int | None:
        """Return the highest milestone that was passed since *old*: the latest one wins."""
        passed = [mark for mark in MILESTONES if old.percent < mark <= self.percent]
        return max(passed, default=None)

    def next_look(self, now: datetime, *, eager: timedelta) -> datetime | None:
        """Look eagerly while young or nearly done, then less often; never when all is over."""
        if self.state.is_final:
            return None
        age = now - (self.started or self.wanted)
        return now + min(max(eager, age / 20), timedelta(minutes=10))


class NewsKind(StrEnum):
    """What a thread hears; CARD is told to nobody, the card is only edited."""

    CARD = "card"
    STARTED = "started"
    PROGRESS = "progress"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A job that is ours to move on until the lease runs out; *epoch* proves it."""

    workspace: str
    job: TuningJob
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftClaim:
    """A draft whose file is ours to read until the lease runs out."""

    workspace: str
    draft: Draft
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A change that a card and thread have yet to hear of; *job* is as it is now.

    *key* is the same however often it is told: ``job:kind:percent``.
    """

    workspace: str
    id: int
    kind: NewsKind
    percent: int
    job: TuningJob
    epoch: int

    @property
    def key(self) -> str:
        return f"{self.job.id}:{self.kind}:{self.percent}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in a Slack workspace, with the names that people know them by."""

    workspace: str
    user: str
    name: str = ""
    workspace_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A linked Google account, without its secrets."""

    user: str
    email: str
    scopes: tuple[str, ...]
    linked: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAttempt:
    """One attempt to link a Google account. *intent* is what the person wanted before it.

    It is opaque here; `handlers.connect` wrote it and goes on with it.
    """

    person: Person
    verifier: str  # PKCE's
    intent: str
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingLink:
    """Google said yes; the person has yet to confirm that both identities are theirs."""

    person: Person
    email: str
    credentials: str
    scopes: tuple[str, ...]
    intent: str
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a model is asked; None leaves it to the model's own settings."""

    text: str
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    max_tokens: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a model said. *why* says in words why there is no text, or why it stops short."""

    text: str
    why: str = ""

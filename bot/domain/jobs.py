"""Tuning jobs, how they move on, and the news of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from operator import attrgetter

from bot.domain.library import VersionId
from bot.domain.order import Audience, Order
from bot.domain.outcome import Checkpoint, Taken
from bot.domain.prices import Bill, Price
from bot.domain.site import Site
from bot.domain.waiting import InLine, Stage

MILESTONES = (25, 50, 75)
YOUNG, SELDOM = timedelta(minutes=10), timedelta(minutes=10)


def job_id(*press: str) -> str:
    """Return the id that the same press of *Start* always gets.

    It is the tuned model's id too, so it is what Gemini allows: 40 of ``[a-z0-9-]``.
    """
    return "tuner-" + hashlib.sha256("\0".join(press).encode()).hexdigest()[:32]


class JobState(StrEnum):
    """Where a tuning job stands; the last four are final."""

    WANTED = "wanted"  # written down, but the service may not have heard of it
    QUEUED = "queued"  # the service has it, and has not begun
    TUNING = "tuning"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DELETED = "deleted"  # the tuned model is gone, whatever became of it before

    @property
    def is_final(self) -> bool:
        return self in _FINAL

    @property
    def words(self) -> str:
        return _WORDS[self]


_FINAL = {JobState.READY, JobState.FAILED, JobState.CANCELLED, JobState.DELETED}
_WORDS = {
    JobState.WANTED: "it waits for the tuning service",
    JobState.QUEUED: "it waits its turn",
    JobState.TUNING: "it is still being tuned",
    JobState.READY: "it is ready",
    JobState.FAILED: "it could not be tuned",
    JobState.CANCELLED: "it was cancelled",
    JobState.DELETED: "it was deleted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One step of a training; *step* counts from 1, *epoch* from 0."""

    step: int
    epoch: int
    mean_loss: float
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a service says of a job. *snapshots* are all there are, oldest first.

    *loss_at* is where the loss can be seen, at a service that does not tell it.
    """

    state: JobState
    stage: Stage = Stage.UNTOLD
    completed_steps: int = 0
    total_steps: int = 0
    snapshots: tuple[Snapshot, ...] = ()
    started: datetime | None = None  # when the service began to train
    finished: datetime | None = None
    reason: str = ""
    completed_epochs: int = 0
    checkpoints: tuple[Checkpoint, ...] = ()
    taken: Taken | None = None
    loss_at: str = ""


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
    stage: Stage = Stage.UNTOLD
    line: InLine | None = None
    accepted: datetime | None = None  # when the service took it
    moved: datetime | None = None  # when it was last seen to move
    stalled: datetime | None = None  # when it was told that it stands still
    completed_steps: int = 0
    total_steps: int = 0
    snapshots: tuple[Snapshot, ...] = ()
    milestone: int = 0  # the highest that was passed, though the service may have begun anew
    started: datetime | None = None
    finished: datetime | None = None
    reason: str = ""  # why it failed; before its end: why it waits
    deleted_by: str = ""
    deleted_at: datetime | None = None
    version: VersionId | None = None  # of the dataset; None in jobs from before there were any
    held_out: str = ""  # sha256 of the rows that were kept from it, to try it on
    bill: Bill = field(default_factory=Bill)
    taken: Taken | None = None
    loss_at: str = ""  # where the loss can be seen, at a service that does not tell it
    completed_epochs: int = 0
    retires: date | None = None  # what its base does then, if its owner was told
    successor: str = ""  # a base that can be tuned instead
    gone: datetime | None = None  # since when the service does not know it, though it was ready

    @property
    def model_id(self) -> str:
        """Return what the service calls the tuned model."""
        return self.order.model_id or self.id

    @property
    def site(self) -> Site:
        """Return where it is tuned: every call for it goes there, wherever others go by now."""
        return self.order.site

    @property
    def service(self) -> str:
        return self.order.site.service

    @property
    def percent(self) -> int:
        return 100 * self.completed_steps // self.total_steps if self.total_steps else 0

    @property
    def estimate(self) -> Price | None:
        """Return what it was to cost, None if that could not be said."""
        return self.bill.estimate(self.order.hyperparameters.epochs)

    @property
    def last(self) -> Snapshot | None:
        return self.snapshots[-1] if self.snapshots else None

    def may_be_seen(self, *, by: str) -> bool:
        return by == self.owner or self.order.audience is not Audience.ME

    def may_be_asked(self, *, by: str, channel: str) -> bool:
        """Its owner may ask it anywhere, the others where its card is."""
        homes = {self.order.channel, self.card.channel if self.card else ""}
        return {
            Audience.ME: False,
            Audience.CHANNEL: channel in homes,
            Audience.EVERYONE: True,
        }[self.order.audience] or by == self.owner

    def moved_to(self, status: Status, now: datetime) -> TuningJob:
        """Return the job as *status* has it. What a service leaves out stays as it was."""
        total = status.total_steps or self.total_steps
        percent = 100 * status.completed_steps // total if total else 0
        ended = (status.finished or now) if status.state.is_final else None
        begun = status.started or (now if status.state is JobState.TUNING else None)
        job = replace(
            self,
            state=status.state,
            stage=status.stage,
            line=None,
            completed_steps=status.completed_steps,
            total_steps=total,
            snapshots=status.snapshots,
            milestone=max([self.milestone, *(mark for mark in MILESTONES if mark <= percent)]),
            started=self.started or (None if status.state is JobState.QUEUED else begun),
            finished=ended,
            reason=status.reason,
            taken=status.taken or self.taken,
            loss_at=status.loss_at or self.loss_at,
            completed_epochs=status.completed_epochs or self.completed_epochs,
        )
        return job._timed(self, now)  # noqa: SLF001 - its own kind

    def _timed(self, old: TuningJob, now: datetime) -> TuningJob:
        """Note when it moved, and that a training whose steps are all done is finishing."""
        done = self.state is JobState.TUNING and 0 < self.total_steps <= self.completed_steps
        stage = Stage.FINISHING if done else self.stage
        if old.moved is None or _how_far(self, stage) != _how_far(old, old.stage):
            return replace(self, stage=stage, moved=now, stalled=None)
        return replace(self, stage=stage, reason=self.reason or (old.stalled and old.reason) or "")

    def news_since(self, old: TuningJob) -> tuple[NewsKind, ...]:
        """Return what is to be told. A service that begins anew is not told of twice."""
        if self.state.is_final:
            return (NewsKind(self.state),)
        begins = self.state is JobState.TUNING and old.started is None
        passes = self.milestone > old.milestone
        stalls = self.stalled is not None and old.stalled is None
        told = [NewsKind.STARTED] * begins + [NewsKind.PROGRESS] * passes
        told += [NewsKind.STALLED] * stalls
        return tuple(told) or (NewsKind.CARD,) * (_seen(self) != _seen(old))

    def next_look(self, now: datetime, *, eager: timedelta, jitter: float = 0.0) -> datetime | None:
        """Look eagerly while young or nearly done, then less often; never when all is over.

        *jitter*, from -1 to 1, moves it by up to a tenth: what began together drifts apart.
        """
        if self.state.is_final:
            return None
        age = max(now - (self.started or self.wanted), timedelta())
        waits = [age / 20 * (1 + age / YOUNG), SELDOM]
        if self.completed_steps:
            rest = age * (self.total_steps - self.completed_steps) / self.completed_steps
            waits.append(rest / 4)
        return now + max(eager, min(waits)) * (1 + jitter / 10)


def _how_far(job: TuningJob, stage: Stage) -> tuple[object, ...]:
    return job.state, stage, job.completed_steps, job.started


# What no card shows is left out; a line is shown but for its refusals, and of snapshots the last.
_UNSEEN = {"moved", "accepted", "line", "snapshots"}
_PLAIN = attrgetter(*(it.name for it in fields(TuningJob) if it.name not in _UNSEEN))


def _seen(job: TuningJob) -> tuple[object, ...]:
    return _PLAIN(job), job.line and replace(job.line, refused=0), job.last


class NewsKind(StrEnum):
    """What a thread hears; CARD is told to nobody, the card is only edited."""

    CARD = "card"
    STARTED = "started"
    PROGRESS = "progress"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DELETED = "deleted"
    TRIED = "tried"  # the rows that were held out have been asked
    GONE = "gone"  # the service lost it; nobody deleted it here
    SHUT = "shut"  # the channel lets us in no more; only the owner hears it
    RETIRING = "retiring"  # its base will be gone; only the owner hears it
    HINDERED = "hindered"  # the service does not let us in; only the owner hears it
    STALLED = "stalled"  # no step for long

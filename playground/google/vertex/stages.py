"""Where a job is, as Vertex AI tells it: told by the clock, and by the trainer while it learns."""

from dataclasses import dataclass, replace

from playground.google.store import Row
from playground.trainer import Progress, RunState

CANCELLED, INVALID, INTERNAL = 1, 3, 13  # google.rpc.Code
ENDED = frozenset({"SUCCEEDED", "FAILED", "CANCELLED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """*state* and *detail* are without their prefixes; times are seconds since 1970."""

    state: str
    detail: str = ""
    steps: int = 0
    epochs: int = 0
    is_measured: bool = False
    started: float | None = None
    ended: float | None = None
    error: tuple[int, str] | None = None

    @property
    def is_over(self) -> bool:
        return self.state in ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a job is looked at: *place* is its number, from 0, among those that are open."""

    now: float
    place: int
    jobs: int  # that are tuned at once
    lag: float


def stage(row: Row, progress: Progress, at: Moment) -> Stage:
    read = row["created"] + 2 * at.lag  # when the dataset has been read
    if row["cancelled"] is not None:
        return _cancelling(row, progress, at)
    if at.now < read:
        first = at.now < row["created"] + at.lag
        return Stage(state="PENDING") if first else _reading(row)
    if progress.state is RunState.WAITING and at.place >= at.jobs:
        return Stage(state="PENDING", detail="WAITING_FOR_QUOTA", is_measured=True)
    if progress.state in _AT_WORK:
        return _running(row, progress, _AT_WORK[progress.state])
    ended = progress.finished.timestamp() if progress.finished else row["created"]
    if progress.state is RunState.DONE:
        return _done(row, progress, at, max(ended, read) + at.lag)
    return _failed(row, progress, max(ended, read))


_AT_WORK = {RunState.WAITING: "WAITING_FOR_CAPACITY", RunState.TRAINING: "TUNING"}


def _reading(row: Row) -> Stage:
    return Stage(state="RUNNING", detail="PROCESSING_DATASET", started=row["created"])


def _running(row: Row, progress: Progress, detail: str = "") -> Stage:
    steps = len(progress.snapshots)
    learnt = steps * row["batch_size"]
    whole = row["epochs"] if progress.state is RunState.DONE else learnt // (row["examples"] or 1)
    return Stage(
        state="RUNNING",
        detail=detail,
        steps=steps,
        epochs=whole,
        is_measured=bool(row["stats"]),
        started=progress.started.timestamp() if progress.started else row["created"],
    )


def _done(row: Row, progress: Progress, at: Moment, end: float) -> Stage:
    if at.now < end:
        return _running(row, progress, "POST_PROCESSING")
    return replace(_running(row, progress), state="SUCCEEDED", ended=end)


def _cancelling(row: Row, progress: Progress, at: Moment) -> Stage:
    so_far, end = _running(row, progress), row["cancelled"] + at.lag
    if at.now < end:
        return replace(so_far, state="CANCELLING")
    error = (CANCELLED, "The tuning job was cancelled.")
    return replace(so_far, state="CANCELLED", ended=end, error=error)


def _failed(row: Row, progress: Progress, end: float) -> Stage:
    """Return how it failed: without statistics it was the dataset's fault, else the training's."""
    code = INTERNAL if row["stats"] else INVALID
    error = (code, progress.reason or "The tuning failed.")
    return replace(_running(row, progress), state="FAILED", ended=end, error=error)

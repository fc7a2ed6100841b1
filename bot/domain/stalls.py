"""A training that stands still, told from one that is only slow."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median

from bot.domain.jobs import JobState, TuningJob

PATIENCE = timedelta(minutes=40)


def stands_still(job: TuningJob, now: datetime) -> bool:
    """Tell whether a job has not moved for long, which nobody has been told yet."""
    at_work = job.state in {JobState.QUEUED, JobState.TUNING}
    return bool(at_work and job.moved and not job.stalled and now - job.moved >= PATIENCE)


def stalled(job: TuningJob, others: Sequence[TuningJob], now: datetime) -> TuningJob:
    """Return the job with the words for it, beside what *others* took here."""
    words = f"No step for {_spell(now - (job.moved or job.wanted))}."
    took = _waits(others, first=not job.completed_steps)
    if took:
        usual = _spell(timedelta(seconds=median(took)))
        which = "for their first" if not job.completed_steps else "from step to step"
        words += f" Others here waited {usual} {which} (the median of {len(took)})."
    return replace(job, stalled=now, reason=words)


def _waits(others: Sequence[TuningJob], *, first: bool) -> list[float]:
    """Return how many seconds each finished training took to its first step, or for one."""
    ready = [it for it in others if it.state is JobState.READY and it.last]
    if first:
        return [(it.snapshots[0].at - it.wanted).total_seconds() for it in ready]
    return [
        (it.last.at - it.snapshots[0].at).total_seconds() / (it.completed_steps - 1)
        for it in ready
        if it.last and it.completed_steps > 1
    ]


def _spell(time: timedelta) -> str:
    seconds = round(time.total_seconds())
    if seconds < 1:
        return "less than a second"
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds} s"
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    return f"{minutes} min" if not hours else f"{hours} h" + f" {rest} min" * bool(rest)

"""How long a tuning will take, from those before it."""

from collections.abc import Sequence
from datetime import timedelta
from statistics import median

from bot.domain.jobs import JobState, TuningJob
from bot.domain.order import Order

LATEST = 5  # machines change: older jobs say little


def expected_time(order: Order, examples: int, jobs: Sequence[TuningJob]) -> timedelta | None:
    """Reckon from what one example took, once, in the latest of *jobs* on the same base.

    *jobs* come newest first. None: no such job has been finished.
    """
    alike = (job for job in jobs if job.order.base_model == order.base_model)
    took = [pace for job in alike if (pace := _seconds_an_example(job)) is not None][:LATEST]
    work = examples * order.hyperparameters.epochs
    return timedelta(seconds=median(took) * work) if took else None


def _seconds_an_example(job: TuningJob) -> float | None:
    work = job.examples * job.order.hyperparameters.epochs
    if job.state is not JobState.READY or not job.started or not job.finished or not work:
        return None
    return (job.finished - job.started).total_seconds() / work

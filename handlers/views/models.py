"""The list of tuned models, and of those on their way."""

from collections.abc import Sequence

from bot.domain import JobState, TuningJob
from handlers.views import ask, kit, start
from handlers.views.words import loss, model

SHOWN = 15

MARKS = {
    JobState.WANTED: ":hourglass: waits for the tuning service",
    JobState.QUEUED: ":hourglass: waits its turn",
    JobState.TUNING: ":gear: learning, step {step} of {total}",
    JobState.READY: ":white_check_mark: ready",
    JobState.FAILED: ":x: failed",
    JobState.CANCELLED: ":black_square_for_stop: cancelled",
}

NOTHING = (
    "Nobody has taught a model here yet. All it takes is a file of input/output pairs: "
    "run `/tune`, or press the button."
)


def message(jobs: Sequence[TuningJob]) -> kit.Message:
    count = "no" if not jobs else f"{len(jobs)}"
    return kit.Message(text=f"Tuned models: {count}.", blocks=blocks(jobs))


def blocks(jobs: Sequence[TuningJob]) -> list[kit.Block]:
    """Return a block for each of the newest jobs; what to do if there are none."""
    if not jobs:
        return [kit.section(NOTHING), kit.actions(kit.button(start.OPEN, "Start tuning"))]
    hidden = len(jobs) - SHOWN
    more = [kit.context(f"…and {hidden} older.")] if hidden > 0 else []
    return [*(_row(job) for job in jobs[:SHOWN]), *more]


def _row(job: TuningJob) -> kit.Block:
    name = kit.escape(job.order.display_name)
    state = MARKS[job.state].format(step=job.completed_steps, total=job.total_steps)
    facts = [model(job.order.base_model), kit.when(job.finished or job.wanted)]
    if job.last:
        facts.append(f"mean loss {loss(job.last.mean_loss)}")
    text = f"*{name}* · {state}\n{' · '.join([*facts, f'<@{job.owner}>'])}"
    return kit.section(text, ask.button(job) if job.state is JobState.READY else None)

"""Cancelling a training: what it means, asked before; what is left to do, after."""

from typing import Any

from bot.domain import JobState, TuningJob
from handlers.views import ask, delete, kit, notice, progress

SUBMIT = "cancel.submit"

TITLE = "Cancel the training?"
QUICKER = "It was quicker than we were:"


def build(job: TuningJob) -> kit.View:
    """Ask whether it is meant; submitting it cancels the job."""
    text = "\n".join([progress.headline(job), *(progress.lines(job) if job.total_steps else [])])
    blocks = [kit.section(text), kit.section(progress.CANCELLING)]
    data = {"job": job.id}
    return kit.form(SUBMIT, TITLE, blocks, submit="Cancel it", data=data, close="Go on training")


def read(view: dict[str, Any]) -> str:
    """Return the job's id."""
    return kit.data(view)["job"]


def done(job: TuningJob) -> kit.View:
    """Say how it ended, with what can be done now."""
    said = progress.headline(job)
    if job.state is JobState.READY:
        return notice.build(f"{QUICKER} {said}", ask.button(job))
    return notice.build(f"{said} {progress.HALF_TAUGHT}", delete.button(job))

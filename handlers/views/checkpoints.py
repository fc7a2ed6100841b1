"""The states of a model on its way, where a service keeps them, and what to do with each."""

import json

from bot.domain import TUNED, Checkpoint, JobState, TunedModel, TuningJob
from handlers.views import kit, start

USE = "checkpoints.use"
WHAT = (
    "*Checkpoints.* What it knew after each epoch is kept: an earlier one may answer better, if "
    "the last has learnt the examples by heart."
)
MOST = 12
USED = ":white_check_mark: Checkpoint {} answers from now on."


def blocks(job: TuningJob | None, model: TunedModel | None, *, is_owner: bool) -> list[kit.Block]:
    """List a ready model's checkpoints, for its owner with what can be done with each."""
    if job is None or model is None or len(model.checkpoints) < 2:  # noqa: PLR2004 - no choice
        return []
    shown = model.checkpoints[-MOST:]
    rows = [row for it in reversed(shown) for row in _row(job, model, it, is_owner=is_owner)]
    return [kit.divider(), kit.section(WHAT), *rows]


def read(value: str) -> tuple[str, str]:
    """Return the model's and the checkpoint's id that a pressed button means."""
    job, checkpoint = json.loads(value)
    return job, checkpoint


def _row(job: TuningJob, model: TunedModel, it: Checkpoint, *, is_owner: bool) -> list[kit.Block]:
    answers = it.id == (model.checkpoint or model.checkpoints[-1].id)
    now = " · answers now" if answers else ""
    told = f"*{kit.escape(it.id)}* · after epoch {it.epoch}, step {it.step:,}{now}"
    if not is_owner or job.state is not JobState.READY:
        return [kit.section(told)]
    further = start.Answers(
        base_model=TUNED + job.model_id,
        channel=job.order.channel,
        hyperparameters=job.order.hyperparameters,
        service=job.service,
        checkpoint=it.id,
    )
    use = kit.button(USE, "Use this checkpoint", json.dumps([job.id, it.id]))
    buttons = [*([] if answers else [use]), start.again(further, "Tune further from it")]
    return [kit.section(told), kit.actions(*buttons)]

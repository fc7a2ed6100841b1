"""What a training may start from: a base model, or a tuned model of one's own."""

from collections.abc import Sequence

from bot.domain import TUNED, BaseModel, Draft
from bot.errors import TunerError
from bot.models import Entry
from bot.tuner import Tuner
from handlers.views import words


def for_person(tuner: Tuner, user: str) -> list[BaseModel]:
    """Return what somebody may choose from, base models first."""
    return [*tuner.base_models(user), *_tuned(tuner.models.tunable(user))]


def for_draft(tuner: Tuner, draft: Draft) -> list[BaseModel]:
    """Return the same for a form that is open; if it can't be had, what was chosen."""
    order = draft.order
    chosen = BaseModel(name=order.base_model, display_name=words.plain_base(order))
    try:
        return for_person(tuner, draft.owner) or [chosen]
    except TunerError:
        return [chosen]


def _tuned(entries: Sequence[Entry]) -> list[BaseModel]:
    """Show tuned models as what one can start from: by their names, with what they come from."""
    found = [it for it in entries if it.job]
    return [
        BaseModel(
            name=TUNED + it.job.model_id,
            display_name=it.name,
            description=f"tuned from {words.plain_base(it.job.order)}",
        )
        for it in found
        if it.job
    ]

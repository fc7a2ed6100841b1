"""What a training may start from: a base model, or a tuned model of one's own."""

from bot.domain import TUNED, BaseModel, Draft
from bot.errors import TunerError
from bot.models import Entry
from bot.tuner import Tuner
from handlers.views import words


def for_person(tuner: Tuner, user: str) -> list[BaseModel]:
    """Return what somebody may choose from, base models first."""
    return [*tuner.base_models(user), *map(_tuned, tuner.models.tunable(user))]


def for_draft(tuner: Tuner, draft: Draft) -> list[BaseModel]:
    """Return the same for a form that is open; if it can't be had, what was chosen."""
    order = draft.order
    chosen = BaseModel(name=order.base_model, display_name=words.plain_base(order))
    try:
        return for_person(tuner, draft.owner) or [chosen]
    except TunerError:
        return [chosen]


def _tuned(entry: Entry) -> BaseModel:
    """Show a tuned model as what one can start from: by its name, with what it came from."""
    if entry.job:
        name, base = entry.job.model_id, words.plain_base(entry.job.order)
        return BaseModel(
            name=TUNED + name, display_name=entry.name, description=f"tuned from {base}"
        )
    return BaseModel(
        name=TUNED + entry.id, display_name=entry.name, description="in your Google account"
    )

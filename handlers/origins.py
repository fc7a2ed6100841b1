"""What a training may start from: a base model, or a tuned model of one's own."""

from collections.abc import Sequence
from typing import Any

from bot.domain import TUNED, BaseModel, Draft
from bot.errors import TunerError
from bot.models import Entry
from bot.tuner import Tuner
from handlers.views import kit, words
from handlers.views import start as form
from handlers.views.offer import Offer, notes_on, notes_on_channels, sizes_of


def form_for(tuner: Tuner, user: str, answers: form.Answers) -> kit.View:
    """Return the form with all that somebody may choose from where they tune."""
    return built(tuner, answers, for_person(tuner, user))


def form_again(
    tuner: Tuner, draft: Draft, words: str, buttons: Sequence[kit.Block] = ()
) -> kit.View:
    """Return the form with what is wrong above it; what can't be had is left out."""
    bases = for_draft(tuner, draft)
    return built(tuner, form.Answers.of(draft), bases, words=words, buttons=buttons)


def built(tuner: Tuner, answers: form.Answers, bases: Sequence[BaseModel], **more: Any) -> kit.View:
    site, can = tuner.site, tuner.kind.capabilities
    plain = [it for it in bases if not it.name.startswith(TUNED)]
    notes = (
        notes_on(plain, site.place.location, tuner.clock().date()),
        notes_on_channels(tuner.may.policy.channels),
    )
    offer = Offer(
        service=site.service,
        can=can,
        location=site.place.location,
        sizes=sizes_of(plain) if can.adapter_size else {},
        notes="\n".join(filter(None, notes)),
    )
    return form.build(answers, bases, offer=offer, **more)


def for_person(tuner: Tuner, user: str) -> list[BaseModel]:
    """Return what somebody may choose from, base models first."""
    return [*tuner.base_models(user), *map(_tuned, tuner.models.tunable(user, tuner.site))]


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

"""Delete a tuned model, after saying what will stop working."""

from collections.abc import Callable

from slack_bolt import App

from bot.errors import NotAllowed
from bot.tuner import Tuner
from handlers import approve, details
from handlers.commands import MODELS, after, begins
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface, WayBack
from handlers.views import delete as form
from handlers.views import notice

DELETING = notice.loading("Deleting…")
NOT_YOURS = "Only the person who tuned it can delete it."


def register(app: App, stage: Stage) -> None:
    app.command(MODELS, matchers=[begins("delete")])(stage(command))
    app.action(form.OPEN)(stage(press))
    app.view(form.SUBMIT)(stage(submit))


def command(ack: Ack, command: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone said `/models delete NAME`."""
    job = details.named(after("delete", command), surface, tuner)
    ack()
    begin(surface, tuner, job.id)


def press(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone pressed *Delete*."""
    ack()
    begin(surface, tuner, action["value"])


def submit(ack: Ack, view: Json, surface: Surface, tuner: Tuner, wake: Callable[[], None]) -> None:
    """Delete it; the card tells the channel."""
    model = form.read(view)
    ack(response_action="update", view=DELETING)
    surface.stay(view, DELETING, back_to_question(surface, tuner, model))
    if tuner.models.needs_two(tuner.job(model)):
        surface.show(approve.ask(surface, tuner, model))
        return
    job = tuner.models.delete(model, by=surface.user)
    surface.show(notice.build(form.deleted(job)))
    wake()


def begin(surface: Surface, tuner: Tuner, id: str) -> None:
    """Say what deleting means. Whoever may not do it need not read that."""
    surface.open(notice.loading())
    job = tuner.job(id)
    if job.owner != surface.user:
        raise NotAllowed(NOT_YOURS)
    surface.show(form.build(job, tuner.models.consequences(id), details.origin(surface)))


def back_to_question(surface: Surface, tuner: Tuner, id: str) -> WayBack:
    job, place = tuner.job(id), details.origin(surface)
    found = tuner.models.consequences(id)
    return WayBack(lambda words: form.build(job, found, place, words=words), form.button(job))

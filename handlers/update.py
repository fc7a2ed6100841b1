"""Change a tuned model's name and description."""

from collections.abc import Callable

from slack_bolt import App

from bot.errors import TunerError
from bot.tuner import Tuner
from handlers import details
from handlers.commands import MODELS, after, begins
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface, WayBack
from handlers.views import details as details_view
from handlers.views import notice
from handlers.views import update as form

SAVING = notice.loading("Saving…")
WHY = "The tuning service does not say how it is described now. Try again later."
TOO_LONG = (
    f"Its description is longer than the {form.LONGEST:,} characters that a form here takes. "
    "Change it where it was written."
)


def register(app: App, stage: Stage) -> None:
    app.command(MODELS, matchers=[begins("describe")])(stage(command))
    app.action(form.OPEN)(stage(press))
    app.view(form.SUBMIT)(stage(submit))


def command(ack: Ack, command: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone said `/models describe NAME`."""
    job = details.named(after("describe", command), surface, tuner)
    ack()
    begin(surface, tuner, job.id)


def press(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone pressed *Describe*."""
    ack()
    begin(surface, tuner, action["value"])


def submit(ack: Ack, view: Json, surface: Surface, tuner: Tuner, wake: Callable[[], None]) -> None:
    """Save what was entered, unless somebody changed it meanwhile."""
    asked = form.Description.read(view)
    ack(response_action="update", view=SAVING)
    button = details_view.button(asked.id, "Look again")
    surface.stay(view, SAVING, WayBack(lambda words: form.build(asked, words=words), button))
    job = tuner.models.update(
        asked.id,
        by=surface.user,
        display_name=asked.display_name,
        description=asked.description,
        seen=asked.seen,
    )
    surface.show(notice.build(form.saved(job), details_view.button(job.id)))
    wake()


def begin(surface: Surface, tuner: Tuner, id: str) -> None:
    """Show the form with what the service has today."""
    surface.open(notice.loading())
    surface.show(form.build(_now(id, surface, tuner)))


def _now(id: str, surface: Surface, tuner: Tuner) -> form.Description:
    found = tuner.models.details(id, user=surface.user)
    if found.model is None:
        raise TunerError(found.note or WHY)
    if len(found.model.description) > form.LONGEST:
        raise TunerError(TOO_LONG)
    return form.Description(
        id=id,
        display_name=found.job.order.display_name if found.job else found.model.display_name,
        description=found.model.description,
        seen=found.model.version,
        place=details.origin(surface),
    )

"""Cancel a tuning job: by its name, or by the button on its card."""

from collections.abc import Callable

from slack_bolt import App

from bot.domain import TuningJob
from bot.errors import NotAllowed
from bot.models import Whose
from bot.tuner import Tuner
from handlers.commands import TUNE, after, begins, says
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface
from handlers.views import cancel as form
from handlers.views import notice, status
from handlers.views import progress as card

CANCELLING = notice.loading("Cancelling…")


def register(app: App, stage: Stage) -> None:
    app.command(TUNE, matchers=[says("cancel")])(stage(which))
    app.command(TUNE, matchers=[begins("cancel")])(stage(command))
    app.action(card.CANCEL)(stage(press))
    app.view(form.SUBMIT)(stage(submit))


def which(ack: Ack, surface: Surface, tuner: Tuner) -> None:
    """Someone said `/tune cancel` and no name: show what can be cancelled."""
    mine = tuner.running(surface.user, whose=Whose.MINE, most=status.SHOWN)
    message = status.to_cancel(surface.user, mine)
    ack(text=message.text, blocks=message.blocks)


def command(ack: Ack, command: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone said `/tune cancel NAME`: ask whether it is meant."""
    job, _ = tuner.find(after("cancel", command), user=surface.user)
    check(job, surface.user)
    ack()
    surface.open(form.build(job))


def check(job: TuningJob, user: str) -> None:
    """Refuse what can't be cancelled before anybody is asked whether it is meant."""
    name = f"*{job.order.display_name}*"
    if job.state.is_final:
        raise NotAllowed(f"{name} can't be cancelled: {job.state.words}.")
    if job.owner != user:
        raise NotAllowed(f"Only the person who started {name} can cancel it.")


def submit(ack: Ack, view: Json, surface: Surface, tuner: Tuner, wake: Callable[[], None]) -> None:
    """Someone means it; the card and its thread tell the rest."""
    ack(response_action="update", view=CANCELLING)
    surface.stay(view, CANCELLING)
    job = tuner.cancel(form.read(view), by=surface.user)
    wake()
    surface.show(form.done(job))


def press(ack: Ack, action: Json, surface: Surface, tuner: Tuner, wake: Callable[[], None]) -> None:
    """Someone pressed *Cancel* on a card, which had asked whether it is meant."""
    ack()
    tuner.cancel(action["value"], by=surface.user)
    wake()

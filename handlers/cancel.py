"""Cancel a tuning job."""

from collections.abc import Callable

from slack_bolt import App

from bot.tuner import Tuner
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface
from handlers.views import progress as card


def register(app: App, stage: Stage) -> None:
    app.action(card.CANCEL)(stage(press))


def press(ack: Ack, action: Json, surface: Surface, tuner: Tuner, wake: Callable[[], None]) -> None:
    """Someone pressed *Cancel* on a card; the card and its thread tell the rest."""
    ack()
    tuner.cancel(action["value"], by=surface.user)
    wake()

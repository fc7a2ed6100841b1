"""List what there is: `/models`."""

from slack_bolt import App

from bot.tuner import Tuner
from handlers.commands import MODELS
from handlers.stage import Ack, Stage
from handlers.surface import Surface
from handlers.views import models


def register(app: App, stage: Stage) -> None:
    app.command(MODELS)(stage(show))


def show(ack: Ack, surface: Surface, tuner: Tuner) -> None:
    """Someone said `/models`; only they see the list."""
    message = models.message(tuner.jobs(surface.user))
    ack(text=message.text, blocks=message.blocks)

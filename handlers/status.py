"""Say how things stand: `/tune status`."""

from slack_bolt import App

from bot.tuner import Tuner
from handlers.commands import TUNE, says
from handlers.stage import Ack, Stage
from handlers.surface import Surface
from handlers.views import status


def register(app: App, stage: Stage) -> None:
    app.command(TUNE, matchers=[says("status")])(stage(tell))


def tell(ack: Ack, surface: Surface, tuner: Tuner) -> None:
    """Someone wants to know what runs; only they see it."""
    running = tuner.running(surface.user, most=status.SHOWN)
    message = status.message(surface.user, tuner.account(surface.user), running)
    ack(text=message.text, blocks=message.blocks)
    untold = tuner.untold()
    if untold and tuner.may.is_admin(surface.user):
        surface.tell(status.untold(untold))

"""Say how things stand: `/tune status`."""

from slack_bolt import App

from bot.tuner import Tuner
from handlers.commands import TUNE, says
from handlers.settings import is_admin
from handlers.stage import Ack, Stage
from handlers.surface import Surface
from handlers.views import status


def register(app: App, stage: Stage) -> None:
    app.command(TUNE, matchers=[says("status")])(stage(tell))


def tell(ack: Ack, surface: Surface, tuner: Tuner) -> None:
    """Someone wants to know what runs; only they see it."""
    account, jobs = tuner.account(surface.user), tuner.jobs(surface.user)
    message = status.message(surface.user, account, jobs)
    ack(text=message.text, blocks=message.blocks)
    untold = tuner.untold()
    if untold and is_admin(surface):
        surface.tell(status.untold(untold))

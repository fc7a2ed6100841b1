"""Complete the names of tuned models while somebody types."""

from slack_bolt import App

from bot.tuner import Tuner
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface
from handlers.views import models, names


def register(app: App, stage: Stage) -> None:
    app.options(models.NAME)(stage(complete))


def complete(ack: Ack, payload: Json, surface: Surface, tuner: Tuner) -> None:
    """Somebody types into a field: the options must come with the ack, so no network here."""
    try:
        found = tuner.models.names(surface.user, payload.get("value") or "", limit=names.LISTED)
        ack(options=names.options(found))
    finally:
        ack(options=[])

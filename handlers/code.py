"""Show what was done as code: how a model was tuned, or what it was asked."""

from slack_bolt import App

from bot.errors import NotFound
from bot.tuner import Tuner
from handlers import details
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface
from handlers.views import listing as view
from handlers.views import notice
from handlers.views.code import Language


def register(app: App, stage: Stage) -> None:
    app.action(view.OPEN)(stage(press))
    app.action(view.PICK)(stage(pick))


def press(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone pressed *Show as code*."""
    ack()
    begin(surface, tuner, action["value"])


def pick(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone chose another language."""
    ack()
    language, what = view.picked(action["selected_option"]["value"])
    begin(surface, tuner, what, language)


def begin(
    surface: Surface, tuner: Tuner, what: str, language: Language = Language.GENERATIVEAI
) -> None:
    """Show it; *what* is a model, or an answer as `listing.of_answer` names it."""
    surface.open(notice.loading())
    _, _, answer = what.partition(" ")
    kept = tuner.asking.kept(answer) if answer else None
    job = tuner.job(kept.job if kept else what)
    if not tuner.models.may_see(job, surface.user):
        raise NotFound("that model")
    surface.show(view.build(job, language, kept, details.origin(surface)))

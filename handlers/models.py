"""List what there is: `/models`, with a filter, pages, and what can be done with each."""

from http import HTTPStatus

from slack_bolt import App
from slack_sdk import WebClient

from bot.models import Whose
from bot.tuner import Tuner
from handlers import code, delete, details, share, update
from handlers.commands import MODELS, after, begins, says
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface
from handlers.views import kit, models

EMPTY = "Say what to look for: `/models find TEXT`."


def register(app: App, stage: Stage) -> None:
    app.command(MODELS, matchers=[says("")])(stage(show))
    app.command(MODELS, matchers=[says("all")])(stage(show))
    for whose in (Whose.MINE, Whose.SHARED, Whose.EVERYONE):
        app.command(MODELS, matchers=[says(whose)])(stage(show))
    app.command(MODELS, matchers=[begins("find")])(stage(find))
    app.action(models.WHOSE)(stage(choose))
    app.action(models.NEXT)(stage(turn))
    app.action(models.BACK)(stage(turn))
    app.action(models.MORE)(stage(more))


def show(ack: Ack, command: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone said `/models`, perhaps with whose; only they see the list."""
    ack()
    whose = (command.get("text") or "").strip().lower()
    tell(surface, tuner, models.Look(whose=whose or models.ALL))


def find(ack: Ack, command: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone said `/models find TEXT`."""
    text = kit.cut(after("find", command), models.FILTER)
    if not text:
        ack(EMPTY)
        return
    ack()
    tell(surface, tuner, models.Look(text=text))


def choose(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone chose whose models to list."""
    ack()
    tell(surface, tuner, models.Look.load(action["selected_option"]["value"]), again=True)


def turn(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone turned a page."""
    ack()
    tell(surface, tuner, models.Look.load(action["value"]), again=True)


def more(ack: Ack, action: Json, client: WebClient, surface: Surface, tuner: Tuner) -> None:
    """Someone chose what else to do with a model."""
    ack()
    word, model = models.picked(action)
    if word == "send":
        surface.tell(details.send(client, surface.user, details.shown(model, surface, tuner)))
        return
    {"update": update, "share": share, "delete": delete, "code": code}[word].begin(
        surface, tuner, model
    )


def tell(surface: Surface, tuner: Tuner, look: models.Look, *, again: bool = False) -> None:
    """Show a part of the list, in place of the one before if there was one."""
    user, whose = surface.user, Whose(look.whose)
    tuner.may.asker(user)
    page = tuner.models.page(
        user, whose=whose, text=look.text, number=look.number, size=models.PAGE
    )
    rows = [row for it in page.entries if (row := it.job or it.model)]
    message = models.listed(rows, page.total, look, user=user, note=page.note)
    answer = surface.respond(
        message.text,
        blocks=message.blocks,
        response_type="ephemeral",
        replace_original=again,
    )
    if answer.status_code != HTTPStatus.OK:
        surface.send(message)  # the way back to where they asked is closed

"""Show what happened: `/tune log`, with filters, pages, and a file for admins."""

from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot.tuner import Tuner
from handlers.commands import TUNE, after, begins
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface
from handlers.views import kit, log, notice

FILTER = 80  # characters


def register(app: App, stage: Stage) -> None:
    app.command(TUNE, matchers=[begins("log")])(stage(command))
    app.action(log.OPEN)(stage(press))
    app.action(log.NEXT)(stage(turn))
    app.action(log.FIRST)(stage(turn))
    app.action(log.PERSON)(stage(choose))
    app.action(log.CLEAR)(stage(press))
    app.action(log.EXPORT)(stage(export))


def command(ack: Ack, command: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone said `/tune log`, perhaps with a model's name, or a part of it."""
    ack()
    surface.open(notice.loading())
    show(surface, tuner, log.Look(text=kit.cut(after("log", command), FILTER)))


def press(ack: Ack, surface: Surface, tuner: Tuner) -> None:
    """Someone wants to see all of it."""
    ack()
    surface.open(notice.loading())
    show(surface, tuner, log.Look())


def turn(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone turned a page."""
    ack()
    show(surface, tuner, log.Look.load(action["value"]))


def choose(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone chose whose deeds to see."""
    ack()
    text = log.looked(surface.body["view"]).text
    show(surface, tuner, log.Look(by=action.get("selected_user") or "", text=text))


def export(ack: Ack, client: WebClient, surface: Surface, tuner: Tuner) -> None:
    """Send all of it, as a file, to the admin who asked."""
    ack()
    look, content = log.looked(surface.body["view"]), tuner.history.export(surface.user)
    posted: Any = client.chat_postMessage(channel=surface.user, text="The log, as it is now:")
    client.files_upload_v2(
        channel=posted["channel"],
        thread_ts=posted["ts"],
        content=content,
        filename="tuner-log.csv",
        request_file_info=False,
    )
    show(surface, tuner, look, log.SENT)


def show(surface: Surface, tuner: Tuner, look: log.Look, words: str = "") -> None:
    user = surface.user
    deeds, more = tuner.history.page(user, by=look.by, text=look.text, before=look.before)
    admin = tuner.may.is_admin(user)
    surface.show(log.build(deeds, look, more=more, admin=admin, words=words))

"""Start tuning from anywhere, or on a file that somebody has posted."""

from pathlib import PurePath

from slack_bolt import App

from bot.domain import Origin
from bot.errors import InvalidInput
from bot.tuner import Tuner
from handlers import connect
from handlers.bodies import place
from handlers.commands import ON_FILE, START
from handlers.parts import Accounts
from handlers.stage import Ack, Stage
from handlers.start import open_form
from handlers.surface import Json, Surface
from handlers.views import notice
from handlers.views import start as form

READABLE = {f".{kind}" for kind in form.FILE_TYPES}
NO_FILE = (
    "That message has no file that I can learn from. Post one of the kinds "
    f"{', '.join(sorted(READABLE))}, of up to 100 MB, and use the shortcut on that message."
)


def register(app: App, stage: Stage) -> None:
    app.shortcut(START)(stage(open_form))
    app.shortcut(ON_FILE)(stage(on_file))


def on_file(ack: Ack, shortcut: Json, surface: Surface, tuner: Tuner, accounts: Accounts) -> None:
    """Someone used *Tune on this file* on a message: the form opens with the file in it."""
    ack()
    answers = begun(shortcut.get("message") or {}, *place(surface.body))
    surface.open(notice.loading())
    connect.then_form(surface, tuner, accounts, answers)


def begun(message: Json, channel: str, thread_ts: str) -> form.Answers:
    """Return what the form begins with: the message's first file that can be learnt from."""
    files: list[Json] = message.get("files") or []
    for file in files:
        name = PurePath(str(file.get("name") or ""))
        if name.suffix.lower() in READABLE:
            title = name.stem[: form.NAME_LENGTH].strip()
            return form.Answers(
                display_name=title,
                file_id=file["id"],
                file_name=name.name,
                origin=Origin.MESSAGE,
                channel="" if channel.startswith("D") else channel,
                thread_ts=thread_ts,
            )
    raise InvalidInput(NO_FILE, field="file")

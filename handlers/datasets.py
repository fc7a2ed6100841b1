"""List the datasets there are, and begin a form with one of them."""

from http import HTTPStatus

from slack_bolt import App

from bot.domain import Dataset, Version
from bot.tuner import Tuner
from handlers import connect
from handlers.bodies import place
from handlers.commands import TUNE, says
from handlers.parts import Accounts
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface
from handlers.views import datasets, notice
from handlers.views import start as form


def register(app: App, stage: Stage) -> None:
    app.command(TUNE, matchers=[says("datasets")])(stage(show))
    app.action(datasets.USE)(stage(use))


def show(ack: Ack, surface: Surface, tuner: Tuner) -> None:
    """Someone said `/tune datasets`; only they see the list."""
    ack()
    message = datasets.build(tuner.library.shelved(surface.user))
    answer = surface.respond(message.text, blocks=message.blocks, response_type="ephemeral")
    if answer.status_code != HTTPStatus.OK:
        surface.send(message)  # the way back to where they asked is closed


def use(ack: Ack, action: Json, surface: Surface, tuner: Tuner, accounts: Accounts) -> None:
    """Someone wants to tune on a dataset of theirs: the form opens with it."""
    ack()
    surface.open(notice.loading())
    channel, thread_ts = place(surface.body)
    channel = tuner.may.offered("" if channel.startswith("D") else channel)
    chosen = attached(*tuner.library.use(action["value"], by=surface.user))
    answers = form.Answers(channel=channel, thread_ts=thread_ts, **chosen)
    connect.then_form(surface, tuner, accounts, answers)


def attached(dataset: Dataset, version: Version) -> Json:
    """Return how a form begins that has a version of a dataset in it already."""
    return {
        "file_name": version.file_name,
        "origin": dataset.origin,
        "dataset": dataset.id,
        "version": version.number,
    }

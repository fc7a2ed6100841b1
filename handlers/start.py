"""Start a tuning job: fill in the form, hear what is in the file, press *Start*."""

from collections.abc import Callable
from functools import partial
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot.domain import TuningJob, job_id
from bot.tuner import Tuner
from handlers import connect
from handlers.bodies import place
from handlers.commands import TUNE, says
from handlers.parts import Accounts
from handlers.preflight import way_back
from handlers.progress import CardAndThread
from handlers.reading import DraftReader, back_to_form
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface, WayBack
from handlers.views import kit, notice, preflight, progress
from handlers.views import start as form

READING = notice.loading("Reading your file…")
STARTING = notice.loading("Starting…")
BEGUN_ALREADY = ":white_check_mark: It is started already. The card in the channel follows it."


def register(app: App, stage: Stage) -> None:
    app.command(TUNE, matchers=[says("")])(stage(open_form))
    app.action(form.OPEN)(stage(open_form))
    app.action(form.REFILL)(stage(refill))
    app.action(form.FOLD)(stage(fold))
    app.view(form.SUBMIT)(stage(submit))
    app.action(preflight.CHANGE)(stage(refill))
    app.action(preflight.REOPEN)(stage(reopen))
    app.view(preflight.BEGIN)(stage(begin))


def open_form(ack: Ack, surface: Surface, tuner: Tuner, accounts: Accounts) -> None:
    """Someone said `/tune`, or pressed a button that means the same."""
    ack()
    channel, thread_ts = place(surface.body)
    surface.open(notice.loading())
    channel = tuner.may.offered("" if channel.startswith("D") else channel)
    connect.then_form(surface, tuner, accounts, form.Answers(channel=channel, thread_ts=thread_ts))


def refill(ack: Ack, action: Json, surface: Surface, tuner: Tuner, accounts: Accounts) -> None:
    """Someone goes back to the form, with what they had entered."""
    ack()
    surface.open(notice.loading())
    connect.then_form(surface, tuner, accounts, form.Answers.load(action["value"]))


def fold(ack: Ack, surface: Surface) -> None:
    """Someone wants to see the advanced settings, or no more of them."""
    ack()
    surface.show(form.fold(surface.body["view"]))


def submit(ack: Ack, view: Json, surface: Surface, tuner: Tuner, reader: DraftReader) -> None:
    """Check the form that came in, write it down, then read the file."""
    press = job_id(surface.workspace, view["id"], view.get("hash", ""))
    draft = form.read(view).draft(
        press, owner=surface.user, view=view["id"], received=tuner.clock()
    )
    claim = tuner.receive(draft)
    ack(response_action="update", view=READING)
    surface.stay(view, READING, back_to_form(draft, tuner))
    if claim is not None:
        reader.read_now(claim)


def reopen(ack: Ack, action: Json, surface: Surface, tuner: Tuner, reader: DraftReader) -> None:
    """Someone who had closed the modal wants to see what was found in the file."""
    ack()
    surface.open(notice.loading())
    surface.otherwise = way_back(action["value"])
    reader.show(surface, tuner.library.preflight(action["value"], by=surface.user))


def begin(  # noqa: PLR0913, PLR0917 - what a listener asks for
    ack: Ack,
    view: Json,
    client: WebClient,
    surface: Surface,
    tuner: Tuner,
    herald: CardAndThread,
    wake: Callable[[], None],
) -> None:
    """Someone pressed *Start*: what they want is written down, then the card goes up."""
    draft, version = preflight.read(view)
    claim = tuner.want(draft, by=surface.user, seen=version)
    ack(response_action="update", view=STARTING)
    surface.stay(view, STARTING, back_to_preflight(draft, tuner, surface.user))
    if claim is None:
        surface.show(notice.build(BEGUN_ALREADY))
        return
    job = tuner.begin(claim, partial(herald.put_up, surface.workspace))
    surface.show(started(client, job, preflight.wanted_name(view)))
    wake()


def back_to_preflight(draft: str, tuner: Tuner, user: str) -> WayBack:
    """Return to what was found in the file, where *Change* leads on to the form."""

    def anew(words: str) -> kit.View:
        return preflight.build(tuner.library.preflight(draft, by=user), words)

    return WayBack(anew, preflight.again(draft))


def started(client: WebClient, job: TuningJob, wanted: str) -> kit.View:
    """Say how it begins, with the way to its card; and if it could not have the *wanted* name."""
    said, card = f"{progress.headline(job)}{preflight.renamed(job, wanted)}", job.card
    if card is None:
        return notice.build(said)
    posted: Any = client.chat_getPermalink(channel=card.channel, message_ts=card.ts)
    return notice.build(f"{said} <{posted['permalink']}|See its card>, which follows it.")

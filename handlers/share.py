"""Say who may use a tuned model: by `/models share NAME`, or by the button."""

import logging

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot.tuner import Tuner
from handlers import slack
from handlers.commands import MODELS, after, begins
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface, WayBack
from handlers.views import kit, notice
from handlers.views import share as words
from handlers.views import words as place

log = logging.getLogger(__name__)


def register(app: App, stage: Stage) -> None:
    app.command(MODELS, matchers=[begins("share")])(stage(command))
    app.action(words.OPEN)(stage(press))
    app.action(words.TAKE_BACK)(stage(take_back))
    app.action(words.HAND_OVER)(stage(hand_over))
    app.view(words.SUBMIT)(stage(submit))
    app.view(words.TRANSFER)(stage(transfer))


def command(ack: Ack, command: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone said `/models share NAME`."""
    name = after("share", command)
    if not name:
        ack(words.USAGE)
        return
    job, _ = tuner.find(name, user=surface.user)
    ack()
    begin(surface, tuner, job.id)


def press(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone pressed *Share*."""
    ack()
    begin(surface, tuner, action["value"])


def begin(surface: Surface, tuner: Tuner, job: str) -> None:
    """Open the list of who may use it, with the form that lets somebody in."""
    surface.open(notice.loading())
    kind, site = tuner.kind_of(tuner.job(job)), tuner.job(job).site
    if not kind.capabilities.sharing:
        surface.show(notice.build(words.NOT_HERE.format(place.where(kind.title, site))))
        return
    show(surface, tuner, words.Sharing.about(tuner.job(job)))


def submit(ack: Ack, view: Json, surface: Surface, tuner: Tuner) -> None:
    """Let in whom the form names."""
    about, grant = words.Sharing.of(view), words.read(view)
    waiting = notice.loading("Sharing…")
    ack(response_action="update", view=waiting)
    back = WayBack(lambda said: words.build(about, None, words=f":warning: {said}", given=grant))
    surface.stay(view, waiting, back)
    given = tuner.models.share(
        about.job,
        by=surface.user,
        role=grant.role,
        email=grant.email,
        everyone=grant.everyone,
        user=grant.user,
    )
    tell(surface, grant.user, words.let_in(about, surface.user))
    show(surface, tuner, about, words.shared(given))


def take_back(ack: Ack, action: Json, surface: Surface, tuner: Tuner) -> None:
    """Someone pressed *Take back* beside a name."""
    ack()
    about = words.Sharing.of(surface.body["view"])
    taken = tuner.models.unshare(about.job, action["value"], by=surface.user)
    show(surface, tuner, about, words.taken_back(taken))


def hand_over(ack: Ack, surface: Surface) -> None:
    """Someone pressed *Hand it over*: say what that means first."""
    ack()
    surface.show(words.hand_over(words.Sharing.of(surface.body["view"])))


def transfer(ack: Ack, view: Json, surface: Surface, tuner: Tuner) -> None:
    """Make somebody else the owner."""
    about, grant = words.Sharing.of(view), words.read_owner(view)
    waiting = notice.loading("Handing it over…")
    ack(response_action="update", view=waiting)
    back = WayBack(lambda said: words.hand_over(about, words=said, given=grant))
    surface.stay(view, waiting, back)
    tuner.models.transfer(about.job, by=surface.user, email=grant.email, user=grant.user)
    tell(surface, grant.user, words.given(about, surface.user))
    surface.show(notice.build(words.handed(about.name)))


def tell(surface: Surface, user: str, message: kit.Message) -> None:
    """Tell somebody here what they were given. It is theirs even if that can't be said."""
    if not user or user == surface.user:
        return
    try:
        surface.client.chat_postMessage(channel=user, text=message.text, blocks=message.blocks)
    except SlackApiError as error:
        log.warning("share.untold user=%s error=%s", user, slack.code(error))


def show(surface: Surface, tuner: Tuner, about: words.Sharing, said: str = "") -> None:
    permissions = tuner.models.permissions(about.job, by=surface.user)
    surface.show(words.build(about, permissions, words=said))

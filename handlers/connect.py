"""Link a Google account, go on with what was interrupted by it, and take the link back."""

import json
import logging
from dataclasses import dataclass
from typing import Self

from slack_bolt import App
from slack_sdk import WebClient

from bot.domain import LinkAttempt, PendingLink, Person
from bot.errors import LinkExpired, NotConnected, NotGranted, TunerError
from bot.models import Whose
from bot.tuner import Tuner
from handlers import home, origins
from handlers.commands import TUNE, says
from handlers.parts import Accounts, Parts
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface, WayBack
from handlers.views import connect, kit, notice
from handlers.views import start as form
from handlers.views.words import count

log = logging.getLogger(__name__)

UNLINKED = (
    "Your Google account is unlinked, here and at Google. Models that are ready stay in your "
    "Google account; `/tune connect` links it again."
)
NOTHING = "There is no Google account linked to you. `/tune connect` links one."
STILL_TRAINING = " {} of yours can't be followed until you do."


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What linking interrupted: the modal that waits, and the form if it was to be one."""

    view: str
    answers: form.Answers | None = None

    @classmethod
    def load(cls, text: str) -> Self:
        kept = json.loads(text)
        answers = kept["answers"] and form.Answers.load(kept["answers"])
        return cls(view=kept["view"], answers=answers or None)

    def dump(self) -> str:
        answers = self.answers.dump() if self.answers else ""
        return json.dumps({"view": self.view, "answers": answers})


def register(app: App, stage: Stage) -> None:
    app.command(TUNE, matchers=[says("connect")])(stage(press))
    app.command(TUNE, matchers=[says("disconnect")])(stage(disconnect))
    app.action(connect.OPEN)(stage(press))
    app.action(connect.SHEETS)(stage(press_sheets))
    app.action(connect.GO)(stage(go))


def press(ack: Ack, surface: Surface, tuner: Tuner, accounts: Accounts) -> None:
    """Someone wants to link an account, perhaps another one."""
    ack()
    surface.open(notice.loading())
    tuner.may.member(surface.user)
    account = tuner.account(surface.user)
    url = accounts.begin(
        surface.person,
        Intent(view=surface.modal or "").dump(),
        scopes=tuner.scopes(surface.user),
    )
    surface.show(connect.build(url, account=account))


def press_sheets(
    ack: Ack, action: Json, surface: Surface, tuner: Tuner, accounts: Accounts
) -> None:
    """Someone lets us read their sheets, and goes on with the form after that."""
    ack()
    surface.open(notice.loading())
    intent = Intent(view=surface.modal or "", answers=form.Answers.load(action["value"]))
    scopes = tuner.scopes(surface.user)
    url = accounts.begin(surface.person, intent.dump(), scopes=scopes, sheets=True)
    surface.show(connect.build_for_sheets(url))


def go(ack: Ack) -> None:
    """Someone follows the link to Google; Slack tells us, and there is nothing to do."""
    ack()


def disconnect(
    ack: Ack, client: WebClient, surface: Surface, tuner: Tuner, accounts: Accounts
) -> None:
    """Forget the account; the words come after, since Google is asked as well."""
    ack()
    gone = accounts.unlink(surface.workspace, surface.user)
    left = tuner.running(surface.user, whose=Whose.MINE, most=0).total
    follows = STILL_TRAINING.format(count(left, "training")) if gone and left else ""
    surface.tell((UNLINKED if gone else NOTHING) + follows)
    home.publish(client, tuner, surface.user)


def then_form(surface: Surface, tuner: Tuner, accounts: Accounts, answers: form.Answers) -> None:
    """Turn the open modal into the form, by way of Google if that is needed first."""
    surface.otherwise = WayBack(
        lambda words: notice.build(f":warning: {words}", form.again(answers, "Try again")),
        form.again(answers, "Try again"),
    )
    tuner.may.tuner(surface.user, tuner.site.service)
    try:
        view = origins.form_for(tuner, surface.user, answers)
    except (NotConnected, LinkExpired) as error:
        again = isinstance(error, (LinkExpired, NotGranted))
        words = kit.escape(str(error)) if again else ""
        intent = Intent(view=surface.modal or "", answers=answers)
        url = accounts.begin(surface.person, intent.dump(), scopes=tuner.scopes(surface.user))
        surface.show(connect.build(url, words=words, again=again))
    else:
        surface.show(view)


@dataclass(frozen=True, slots=True)
class Linking:
    """Hears how linking went, from the web page, and goes on in Slack. Never raises."""

    parts: Parts

    def linked(self, link: PendingLink) -> None:
        try:
            self._go_on(link)
        except Exception:
            log.exception("link.unannounced workspace=%s", link.person.workspace)

    def failed(self, attempt: LinkAttempt, words: str) -> None:
        """Say why in the modal that waits, with a new link: the old one is used up."""
        try:
            intent, person = Intent.load(attempt.intent), attempt.person
            scopes = attempt.scopes
            url = self.parts.accounts.begin(person, attempt.intent, scopes=scopes)
            said = kit.escape(words)
            view = connect.build(url, words=said)
            self._surface(person, intent).offer(view, connect.failed_message(said))
        except Exception:
            log.exception("link.unannounced workspace=%s", attempt.person.workspace)

    def _go_on(self, link: PendingLink) -> None:
        intent, tuner = Intent.load(link.intent), self.parts.tuner_for(link.person.workspace)
        surface = self._surface(link.person, intent)
        answers = intent.answers or form.Answers()
        button = form.again(answers, "Go on" if intent.answers else "Start tuning")
        message = connect.linked_message(link.email, button)
        try:
            view = connect.linked(link.email, button)
            if intent.answers:
                view = origins.form_for(tuner, link.person.user, answers)
        except TunerError as error:
            view = notice.build(f":warning: {kit.escape(str(error))}", button)
        surface.offer(view, message)
        home.publish(surface.client, tuner, link.person.user)

    def _surface(self, person: Person, intent: Intent) -> Surface:
        client = self.parts.client_for(person.workspace)
        return Surface.away(client, person.workspace, person.user, intent.view)

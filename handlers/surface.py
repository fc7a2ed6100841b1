"""Where the person is, and how to speak to them there."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Self

from slack_bolt import Args, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain import Person
from bot.errors import TunerError
from handlers import slack
from handlers.bodies import Json, name_of, on_message, open_modal, place, workspace_of
from handlers.views import again, kit, notice

log = logging.getLogger(__name__)

TRIES = 20  # each takes a call's time
PAUSES, LONGEST = (0.3, 1.0), 3.0  # seconds before something is shown again
MOVED_ON = "hash_conflict"
LATE = "That took too long for Slack. Please try once more."
CLOSED = "not_found"  # what Slack says of a modal that is not there any more
TOO_LATE = {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"}


@dataclass(frozen=True, slots=True)
class WayBack:
    """What the person was at, so that a refusal loses nothing of it.

    *view* takes the words of the refusal, escaped already; *button* opens it anew.
    """

    view: Callable[[str], kit.View]
    button: kit.Block | None = None


@dataclass(slots=True)
class Surface:
    """Who asks, where they are looking, and so where words for them go."""

    workspace: str
    user: str
    body: Json
    client: WebClient
    respond: Respond
    modal: str | None = None  # the id of the view that is open
    otherwise: WayBack | None = None

    @classmethod
    def of(cls, args: Args) -> Self:
        return cls(
            workspace=workspace_of(args.context, args.body),
            user=args.context.user_id or "",
            body=args.body,
            client=args.client,
            respond=args.respond,
            modal=open_modal(args.body),
        )

    @classmethod
    def away(cls, client: WebClient, workspace: str, user: str, modal: str) -> Self:
        """Find somebody who did not just ask: all we know is which modal they had open."""
        respond = Respond(response_url=None)
        return cls(workspace, user, {}, client, respond, modal=modal or None)

    @property
    def person(self) -> Person:
        """Return who asks, by the names that a command, a button or a form came with."""
        team: Json = self.body["team"] if isinstance(self.body.get("team"), dict) else {}
        return Person(
            workspace=self.workspace,
            user=self.user,
            name=name_of(self.body),
            workspace_name=self.body.get("team_domain") or team.get("domain") or "",
        )

    def open(self, view: kit.View) -> None:
        """Show a modal. A trigger lives 3 s: open one that says *loading*, then `show`."""
        if self.modal:
            self.show(view)
            return
        try:
            answer: Any = self.client.views_open(trigger_id=self.body["trigger_id"], view=view)
        except SlackApiError as error:
            if slack.code(error) not in TOO_LATE:
                raise
            if "command" in self.body:
                self.otherwise = WayBack(notice.build, again.button(self.body))
            raise TunerError(LATE) from error
        self.modal = answer["view"]["id"]

    def stay(self, view: kit.View, shown: kit.View, otherwise: WayBack | None = None) -> None:
        """Go on in the submitted *view*, in which the ack has Slack show *shown*.

        The ack may be overtaken by what we show next, and then it would replace that. So this
        returns when Slack has carried it out: the view's hash is another one then.
        """
        self.modal, self.otherwise, mark = view["id"], otherwise, view.get("hash", "")
        with suppress(SlackApiError):  # a conflict, as hoped for; or there is no modal any more
            for _ in range(TRIES):
                answer: Any = self.client.views_update(view_id=self.modal, hash=mark, view=shown)
                mark = answer["view"]["hash"]

    def lay_over(self, view: kit.View) -> None:
        """Show a modal over the one that a button was pressed in; closing it leads back."""
        answer: Any = self.client.views_push(trigger_id=self.body["trigger_id"], view=view)
        self.modal = answer["view"]["id"]

    def show(self, view: kit.View) -> str:
        """Replace what the open modal shows. Whoever has closed it wants to see no more.

        Returns a mark of it to `amend` with, empty if nothing is shown.
        """
        try:
            return self._replace(view)
        except SlackApiError as error:
            if slack.code(error) != CLOSED:
                raise
            return ""

    def amend(self, view: kit.View, mark: str) -> None:
        """Show a fuller *view*, if the modal still shows what gave this *mark*."""
        try:
            self.client.views_update(view_id=self.modal, hash=mark, view=view)
        except SlackApiError as error:
            if slack.code(error) not in {CLOSED, MOVED_ON}:
                raise

    def _replace(self, view: kit.View) -> str:
        """Show it; that may be done twice, so what Slack gives no answer to is done again."""
        for pause in PAUSES:
            try:
                return self._replaced(view)
            except (SlackApiError, *slack.NO_ANSWER) as error:
                asked = slack.wait_asked(error) if isinstance(error, SlackApiError) else None
                wait = asked.total_seconds() if asked else pause
                if not slack.is_trouble(error) or wait > LONGEST:
                    raise
                time.sleep(wait)
        return self._replaced(view)

    def _replaced(self, view: kit.View) -> str:
        answer: Any = self.client.views_update(view_id=self.modal, view=view)
        return answer["view"]["hash"]

    def offer(self, view: kit.View, message: kit.Message | None) -> str:
        """Show *view* in the open modal; if that is closed or dead, send the *message* instead.

        Returns a mark, as `show` does.
        """
        try:
            if self.modal:
                return self._replace(view)
        except (SlackApiError, *slack.NO_ANSWER) as error:
            closed = isinstance(error, SlackApiError) and slack.code(error) == CLOSED
            if not (closed or (message and slack.is_trouble(error))):
                raise
        if message:
            self.send(message)
        return ""

    def send(self, message: kit.Message) -> None:
        """Say it in a direct message."""
        self.client.chat_postMessage(
            channel=self.user, text=message.text, blocks=list(message.blocks) or None
        )

    def tell(self, text: str) -> None:
        """Say it in the open modal, the thread or channel, or a direct message.

        Where one way fails, the next is tried. Never raises. Links and mentions in it are
        somebody else's, so they are only text.
        """
        ways = (self._in_modal, self._beside, self._by_response_url, self._directly)
        if not any(self._tried(way, kit.escape(text)) for way in ways):
            log.warning("surface.silent workspace=%s user=%s", self.workspace, self.user)

    def _tried(self, way: Callable[[str], bool], text: str) -> bool:
        try:
            return way(text)
        except Exception as error:
            if not (isinstance(error, SlackApiError) and slack.code(error) == CLOSED):
                level = logging.ERROR if slack.is_mistake(error) else logging.WARNING
                log.log(level, "surface.failed way=%s", way.__name__, exc_info=True)
            return False

    def _in_modal(self, text: str) -> bool:
        if self.modal:
            self._replace(self._back(text))
        return self.modal is not None

    def _back(self, text: str) -> kit.View:
        """Return what the person was at, below the words; the words alone if that is past."""
        with suppress(TunerError):
            if self.otherwise:
                return self.otherwise.view(text)
        return notice.build(text)

    def _beside(self, text: str) -> bool:
        """Say it in the thread, or beside the message that was pressed or written."""
        channel, thread_ts = place(self.body)
        if not (thread_ts or on_message(self.body)):
            return False
        blocks, thread = self._blocks(text), thread_ts or None
        if channel.startswith("D"):  # ephemeral messages vanish in an app's own conversation
            self.client.chat_postMessage(
                channel=channel, thread_ts=thread, text=text, blocks=blocks
            )
        else:
            self.client.chat_postEphemeral(
                channel=channel, user=self.user, thread_ts=thread, text=text, blocks=blocks
            )
        return True

    def _by_response_url(self, text: str) -> bool:
        if not self.respond.response_url:
            return False
        answer = self.respond(
            text, blocks=self._blocks(text), response_type="ephemeral", replace_original=False
        )
        return answer.status_code == HTTPStatus.OK

    def _directly(self, text: str) -> bool:
        self.send(kit.Message(text=text, blocks=self._blocks(text) or ()))
        return True

    def _blocks(self, text: str) -> list[kit.Block] | None:
        """Return the words with the button that leads back; None where words are enough."""
        if not (self.otherwise and self.otherwise.button):
            return None
        return [kit.section(text), kit.actions(self.otherwise.button)]

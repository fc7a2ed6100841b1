"""How Tuner speaks to Slack, and how Bolt knows for whom."""

import logging
import time
from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse, Respond
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookResponse

from bot.app.directory import KINDS, Directory
from bot.domain import Clock, utc_now
from bot.domain.commands import plain, prefixed
from bot.errors import NotKept
from bot.store import Inbox

log = logging.getLogger(__name__)

SLACK_TIMEOUT = 10  # seconds
GONE = {"account_inactive", "token_revoked", "invalid_auth"}
EXPIRED = "token_expired"
SENT = ("data", "params", "json")

Heard = Callable[[str, float, str], None]
Authorize = Callable[[str | None, str | None], AuthorizeResult | None]


class Client(WebClient):
    """Slack's API for one workspace, where commands have their *prefix*.

    *gone* hears when Slack says that this token is none any more; *heard* of each call: its
    method, the seconds it took, and what went wrong. *renewed* gives another token where Slack
    says that this one has expired, or nothing.
    """

    def __init__(  # noqa: PLR0913 - by name, but for the first two
        self,
        token: str | None,
        base_url: str,
        *,
        prefix: str = "",
        team_id: str | None = None,
        gone: Callable[[], None] = lambda: None,
        renewed: Callable[[], str] = lambda: "",
        heard: Heard = lambda _method, _seconds, _error: None,
    ) -> None:
        # The default handler says things twice when a connection breaks.
        none = dict[str, Any](retry_handlers=[], timeout=SLACK_TIMEOUT)
        super().__init__(token, base_url=base_url, team_id=team_id, **none)
        self._prefix, self._gone, self._heard = prefix, gone, heard
        self._renewed = renewed

    def api_call(self, api_method: str, **kwargs: Any) -> SlackResponse:  # pyright: ignore[reportIncompatibleMethodOverride]  # as it comes, so it goes
        said = {name: kwargs[name] for name in SENT if kwargs.get(name)}
        began, why = time.monotonic(), ""
        try:
            return self._called(api_method, kwargs | prefixed(said, self._prefix))
        except Exception as error:
            why = code_of(error) if isinstance(error, SlackApiError) else type(error).__name__
            if why in GONE:
                self._gone()
            raise
        finally:
            self._heard(api_method, time.monotonic() - began, why)

    def _called(self, api_method: str, kwargs: dict[str, Any]) -> SlackResponse:
        """Call it; once more where nothing came of it but that the token has expired."""
        try:
            return super().api_call(api_method, **kwargs)
        except SlackApiError as error:
            if code_of(error) != EXPIRED or not (token := self._renewed()):
                raise
        self.token = token
        return super().api_call(api_method, **kwargs)


class Reply(Respond):
    """An answer to a command or a button, by its `response_url`."""

    def __init__(self, response_url: str, prefix: str) -> None:
        super().__init__(response_url=response_url)
        self._prefix = prefix

    def __call__(self, text: Any = "", **kwargs: Any) -> WebhookResponse:  # pyright: ignore[reportIncompatibleMethodOverride]  # as it comes, so it goes
        return super().__call__(prefixed(text, self._prefix), **prefixed(kwargs, self._prefix))


class Bolt(App):
    """A Bolt app that does nothing twice, in which our commands have their plain names."""

    def __init__(
        self,
        authorize: Authorize,
        base_url: str,
        inbox: Inbox,
        *,
        prefix: str = "",
        clock: Clock = utc_now,
    ) -> None:
        # Requests carry a client of their own, made after this one. It has no token itself, since
        # Bolt complains of two. What comes by HTTP is verified before it comes here.
        client = Client(None, base_url)

        def as_whom(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
            return authorize(enterprise_id, team_id)  # Bolt goes by the names, and trips over self

        super().__init__(
            process_before_response=True,
            authorize=as_whom,  # pyright: ignore[reportArgumentType]  # None is allowed, too
            client=client,
            request_verification_enabled=False,
        )
        self._inbox, self._prefix, self._now = inbox, prefix, clock
        self._listeners = directory = Directory()
        self._directory = directory
        for kind in KINDS:
            setattr(self, kind, directory.addressing(kind, getattr(self, kind)))

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Answer a request. One that comes again is done already, or somebody is at it."""
        body: dict[str, Any] = req.body
        key = str(body.get("event_id") or body.get("trigger_id") or "")
        begun = self._begin(key) if key else True
        if not begun:
            return BoltResponse(status=503 if begun is False and "event" in body else 200)
        if "command" in body:
            body["command"] = plain(body["command"], self._prefix)
        if req.context.response_url:
            req.context["respond"] = Reply(req.context.response_url, self._prefix)
        is_done = False
        try:
            with self._directory.opened(body):
                answer = super().dispatch(req)
            is_done = answer.status < 500  # noqa: PLR2004  # else Slack sends it again
        finally:
            if key:
                self._end(key, is_done=is_done)
        answer.body = prefixed(answer.body or "", self._prefix)
        return answer

    def _begin(self, key: str) -> bool | None:
        """Take it on. Where that can't be written down, it is better done twice than never."""
        try:
            return self._inbox.begin(key, self._now())
        except Exception as error:  # noqa: BLE001 - whatever it is, it is better done twice
            _unwritten(error)
            return True

    def _end(self, key: str, *, is_done: bool) -> None:
        try:
            (self._inbox.done if is_done else self._inbox.failed)(key)
        except Exception as error:  # noqa: BLE001 - the answer is there
            _unwritten(error)


def _unwritten(error: Exception) -> None:
    if isinstance(error, NotKept):
        log.warning("inbox.unwritten why=%s", error.__cause__)
    else:
        log.error("inbox.unwritten", exc_info=error)


def code_of(error: SlackApiError) -> str:
    response: Any = error.response
    return str(response.get("error") or "")

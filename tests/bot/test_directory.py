"""Bolt is shown only the listeners that may be meant, and nobody else hears anything for it."""

import re
from typing import Any

import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot.app.slack import Bolt
from bot.store import Store
from handlers.commands import begins, says

NOWHERE = "http://127.0.0.1:9/"
VIEW = {"type": "modal", "callback_id": "start.submit"}
ACTED = {"type": "block_actions", "actions": [{"type": "button", "action_id": "start.fold"}]}
EVENT = {"type": "event_callback", "event": {"type": "app_mention"}}

REQUESTS: dict[str, dict[str, Any]] = {
    "a command": {"command": "/tune", "text": ""},
    "a command with words": {"command": "/tune", "text": "cancel cat"},
    "a command that is left": {"command": "/tune", "text": "nonsense"},
    "an unknown command": {"command": "/other", "text": ""},
    "a button": ACTED,
    "a button by pattern": {**ACTED, "actions": [{"type": "button", "action_id": "fix.trim"}]},
    "an unknown button": {**ACTED, "actions": [{"type": "button", "action_id": "start.other"}]},
    "a button without a name": {**ACTED, "actions": [{"type": "button"}]},
    "a form": {"type": "view_submission", "view": VIEW},
    "a closed form": {"type": "view_closed", "view": VIEW},
    "a shortcut": {"type": "shortcut", "callback_id": "new"},
    "a shortcut on a message": {"type": "message_action", "callback_id": "new"},
    "options": {"type": "block_suggestion", "action_id": "names", "value": "c"},
    "an event": EVENT,
    "an unknown event": {**EVENT, "event": {"type": "reaction_added"}},
    "a message": {**EVENT, "event": {"type": "message", "text": "hello"}},
    "something new": {"type": "tomorrow"},
}


def us() -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U0"
    )


def furnished(app: App, heard: list[str]) -> App:
    """Add a listener of each kind, that says when it is *heard*."""

    def listener(name: str) -> Any:
        def listen(ack: Any) -> None:
            heard.append(name)
            ack()

        return listen

    app.command("/tune", matchers=[says("")])(listener("form"))
    app.command("/tune", matchers=[begins("cancel")])(listener("cancel"))
    app.command("/ask")(listener("ask"))
    app.action("start.fold")(listener("fold"))
    app.action(re.compile(r"fix\."))(listener("fix"))
    app.view("start.submit")(listener("submit"))
    app.view_closed("start.submit")(listener("closed"))
    app.shortcut("new")(listener("new"))
    app.options("names")(listener("names"))
    app.event("app_mention")(listener("mention"))
    app.message("hello")(listener("hello"))
    app.command("/tune")(listener("help"))
    return app


def sent(app: App, body: dict[str, Any]) -> int:
    whose = {"team_id": "T1", "user": {"id": "U1"}, "user_id": "U1"}
    return app.dispatch(BoltRequest(body={**whose, **body}, mode="socket_mode")).status


@pytest.mark.parametrize("body", REQUESTS.values(), ids=REQUESTS)
def test_everything_finds_the_listener_that_bolt_alone_would_find(
    store: Store, body: dict[str, Any]
) -> None:
    ours, bolts = list[str](), list[str]()
    ours_app = furnished(Bolt(lambda _enterprise, _team: us(), NOWHERE, store.inbox), ours)
    bolts_app = App(process_before_response=True, authorize=us, request_verification_enabled=False)

    assert sent(ours_app, body) == sent(furnished(bolts_app, bolts), body)
    assert ours == bolts


def test_whoever_can_not_be_meant_is_not_asked(store: Store) -> None:
    app = furnished(Bolt(lambda _enterprise, _team: us(), NOWHERE, store.inbox), [])
    listeners, shown = app._listeners, list[int]()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # what Bolt goes by

    def count(next: Any) -> None:
        shown.append(len(list(listeners)))
        next()

    app.middleware(count)
    for what in ("a command", "a button", "an event", "something new"):
        sent(app, REQUESTS[what])

    strays = 2  # what was added in ways of which no name is known
    assert shown == [3 + strays, 2 + strays, 1 + strays, 12]
    assert len(list(listeners)) == len(listeners), "and everybody else sees all of them"

"""Events: what the app hears, and that it hears it until it says so."""

from typing import Any

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from playground.person import Json, Person
from playground.slack.testing import Running
from tests.playground.slack.conftest import Box, client_of, connected, until
from tests.playground.slack.forms import section


def heard(app: App, *names: str) -> Box:
    """Keep every event of these names."""
    box = Box()

    def keep(event: Json) -> None:
        box.put(event)

    for name in names:
        app.event(name)(keep)
    return box


def test_a_mention_is_heard_where_the_app_is(slack: Running, app: App, ben: Person) -> None:
    box = heard(app, "app_mention")
    bot = ben.get("workspace")["app"]["bot_user"]
    with connected(slack, app):
        ben.say(ben.channel("random"), "@tuner nobody hears")
        ts = ben.say(ben.channel("tuning"), "@tuner what is III?")["ts"]
        event = box.first()
    assert event["text"] == f"<@{bot}> what is III?"
    assert (event["user"], event["channel"], event["ts"]) == (ben.user, ben.channel("tuning"), ts)
    assert len(box) == 1


def test_a_direct_message_is_heard(slack: Running, app: App, ben: Person) -> None:
    box = heard(app, "message")
    with connected(slack, app):
        ben.say(ben.channel("tuner"), "hello")
        event = box.first()
    assert (event["channel_type"], event["text"]) == ("im", "hello")


def test_opening_home_is_heard_and_answered(slack: Running, app: App, ben: Person) -> None:
    box = heard(app, "app_home_opened")
    with connected(slack, app):
        assert ben.get("home")["view"] is None
        event = box.first()
        app.client.views_publish(
            user_id=event["user"], view={"type": "home", "blocks": [section("Welcome")]}
        )
    assert event["tab"] == "home"
    assert ben.get("home")["view"]["blocks"][0]["text"]["text"] == "Welcome"


def test_the_app_hears_that_it_was_added(slack: Running, app: App, ben: Person) -> None:
    box = heard(app, "member_joined_channel")
    bot = ben.get("workspace")["app"]["bot_user"]
    random = ben.channel("random")
    with connected(slack, app):
        ben.post(f"channels/{random}/invite", user=bot)
        event = box.first()
    assert (event["user"], event["inviter"]) == (bot, ben.user)
    app.client.chat_postMessage(channel=random, text="Hello")


def test_a_posted_file_is_heard(slack: Running, app: App, ben: Person) -> None:
    box = heard(app, "file_shared")
    file = ben.upload("a.csv", b"a")
    with connected(slack, app):
        ben.say(ben.channel("tuning"), "", files=[file["id"]])
        assert box.first()["file_id"] == file["id"]


def test_an_event_comes_again_until_it_is_acknowledged(slack: Running, ben: Person) -> None:
    box = Box()

    def deaf_at_first(client: Any, request: SocketModeRequest) -> None:
        box.put((request.retry_attempt, request.payload["event_id"]))
        if request.retry_attempt:
            client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))

    client = SocketModeClient(slack.app_token, web_client=client_of(slack))
    client.socket_mode_request_listeners.append(deaf_at_first)  # pyright: ignore[reportArgumentType]
    client.connect()
    ben.say(ben.channel("tuner"), "hello")
    (first, first_id), (second, second_id) = box.all(2)
    client.close()
    assert (first or 0, second) == (0, 1)
    assert first_id == second_id


def test_an_event_waits_for_an_app_that_is_away(slack: Running, app: App, ben: Person) -> None:
    box = heard(app, "message")
    ben.say(ben.channel("tuner"), "hello")
    with connected(slack, app):
        assert box.first()["text"] == "hello"


def test_a_socket_that_is_asked_to_leave_is_followed_by_another(
    slack: Running, app: App, ben: Person
) -> None:
    box = heard(app, "message")
    with connected(slack, app) as handler:
        before = handler.client.session_id()  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]
        ben.post("sockets", do="refresh", after=0.1)
        until(lambda: handler.client.session_id() != before)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownLambdaType, reportUnknownArgumentType]
        until(handler.client.is_connected)
        ben.say(ben.channel("tuner"), "still there?")
        assert box.first()["text"] == "still there?"


def test_two_sockets_share_the_work(slack: Running, ben: Person) -> None:
    apps = [App(client=client_of(slack)) for _ in range(2)]
    boxes = [heard(app, "message") for app in apps]
    with connected(slack, apps[0]), connected(slack, apps[1]):
        for number in range(4):
            ben.say(ben.channel("tuner"), str(number))
        until(lambda: len(boxes[0]) + len(boxes[1]) == 4)
        assert all(len(box) for box in boxes)


def test_the_journal_says_what_was_sent_and_called(
    slack: Running, app: App, ben: Person, client: WebClient
) -> None:
    heard(app, "message")
    with connected(slack, app):
        ben.say(ben.channel("tuner"), "hello")

        def told() -> Json | None:
            entries: list[Json] = ben.get("journal")["entries"]
            events = [it for it in entries if it["kind"] == "event"]
            return events[0] if events else None

        entry = until(told)
    assert (entry["direction"], entry["name"], entry["ok"]) == ("to_app", "message", True)
    assert entry["acked_ms"] > 0
    called = {it["name"] for it in ben.get("journal")["entries"] if it["kind"] == "api"}
    assert {"auth.test", "apps.connections.open"} <= called
    assert slack.bot_token not in str(ben.get("journal"))

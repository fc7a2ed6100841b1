"""`response_url`, and pressing in messages."""

from pathlib import Path
from typing import Any

import pytest
import requests
from slack_bolt import Ack, App, Respond

from playground.person import Json, Person
from playground.slack.testing import Running, running
from tests.playground.slack.conftest import Box, client_of, connected, until
from tests.playground.slack.forms import button, section


def address(slack: Running, app: App, ben: Person) -> str:
    """Let Ben type a command, and return the address that it came with."""
    box = Box()

    @app.command("/tune")
    def take(ack: Ack, body: Json) -> None:
        ack()
        box.put(body["response_url"])

    with connected(slack, app):
        ben.command(ben.channel("random"), "/tune")
        return box.first()


def say(url: str, **payload: Any) -> int:
    return requests.post(url, json=payload, timeout=5).status_code


def test_words_go_to_one_person_or_to_the_channel(slack: Running, app: App, ben: Person) -> None:
    url = address(slack, app, ben)
    assert say(url, text="for you") == 200
    assert say(url, text="for all", response_type="in_channel") == 200
    ada = Person.named(slack.url, "Ada")
    random = ben.channel("random")
    assert [it["text"] for it in ben.messages(random)] == ["for you", "for all"]
    assert [it["text"] for it in ada.messages(random)] == ["for all"]


def test_it_is_good_for_five_answers(slack: Running, app: App, ben: Person) -> None:
    url = address(slack, app, ben)
    assert [say(url, text=str(number)) for number in range(6)] == [200] * 5 + [404]


def test_a_refused_answer_is_not_counted(slack: Running, app: App, ben: Person) -> None:
    url = address(slack, app, ben)
    assert say(url, text="", blocks=[{"type": "banner"}]) == 400
    assert [say(url, text="a") for _ in range(5)] == [200] * 5


def test_it_expires(tmp_path: Path) -> None:
    with running(tmp_path, response_life=0.0) as slack:
        app, ben = App(client=client_of(slack)), Person.named(slack.url, "Ben")
        assert say(address(slack, app, ben), text="late") == 404


@pytest.mark.parametrize(
    ("payload", "left"),
    [
        ({"text": "new", "replace_original": True}, ["new"]),
        ({"delete_original": True}, []),
        ({"text": "beside"}, ["old", "beside"]),
    ],
)
def test_a_pressed_button_can_replace_its_message(
    slack: Running, app: App, ben: Person, payload: Json, left: list[str]
) -> None:
    @app.action("go")
    def pressed(ack: Ack, respond: Respond) -> None:
        ack()
        respond(**payload)

    channel = ben.channel("tuning")
    posted: Any = app.client.chat_postMessage(channel=channel, text="old", blocks=[button("go")])
    with connected(slack, app):
        message = ben.messages(channel)[0] | {"channel": channel}
        assert message["ts"] == posted["ts"]
        assert ben.press(message, "go") == {"ok": True}
        until(lambda: [it["text"] for it in ben.messages(channel)] == left)


def test_a_press_tells_the_app_where_and_what(
    slack: Running, app: App, ben: Person, box: Box
) -> None:
    @app.action("go")
    def pressed(ack: Ack, body: Json) -> None:
        ack()
        box.put(body)

    channel = ben.channel("tuning")
    blocks = [section("a"), button("go", "job-1")]
    root: Any = app.client.chat_postMessage(channel=channel, text="root")
    app.client.chat_postMessage(channel=channel, text="a", blocks=blocks, thread_ts=root["ts"])
    with connected(slack, app):
        message = ben.messages(channel, root["ts"])[1] | {"channel": channel}
        ben.press(message, "go")
        body = box.first()
    (action,) = body["actions"]
    assert action["value"] == "job-1"
    assert {"type", "block_id", "action_id", "action_ts", "text"} <= set(action)
    assert body["container"] == {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel,
        "is_ephemeral": False,
        "thread_ts": root["ts"],
    }
    assert body["message"]["ts"] == message["ts"]
    assert body["user"]["id"] == ben.user
    assert body["response_url"].startswith(slack.url)

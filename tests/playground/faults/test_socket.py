"""What can befall what is sent to the app through Socket Mode."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import requests
from slack_bolt import Ack, App
from slack_sdk import WebClient

from playground.person import Person, Refused
from playground.slack.testing import Running, running
from tests.playground.slack.conftest import Box, client_of, connected, until


@pytest.fixture
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("slack"), rate_limits="off", ack_within=0.5) as workspace:
        yield workspace


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def app(slack: Running, box: Box) -> App:
    app = App(client=client_of(slack))

    @app.command("/tune")
    def tune(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        box.put(body)

    return app


def order(slack: Running, **rule: Any) -> None:
    answer = requests.post(f"{slack.url}/faults", json=rule, timeout=5)
    assert answer.status_code == 200, answer.text


def tune(ben: Person) -> None:
    ben.command(ben.channel("tuning"), "/tune")


def test_a_command_can_come_twice(slack: Running, app: App, box: Box) -> None:
    ben = Person.named(slack.url, "Ben")
    with connected(slack, app):
        order(slack, method="socket.slash_commands", kind="again")
        tune(ben)
        first, second = box.all(2)

    assert first["trigger_id"] == second["trigger_id"]


@pytest.mark.parametrize("kind", ["lost", "reset"])
def test_a_command_can_be_lost(slack: Running, app: App, box: Box, kind: str) -> None:
    ben = Person.named(slack.url, "Ben")
    with connected(slack, app):
        order(slack, method="socket.*", kind=kind)
        with pytest.raises(Refused):
            tune(ben)
        assert not len(box)


@pytest.mark.parametrize("kind", ["refresh_requested", "warning", "link_disabled"])
def test_a_link_can_be_told_to_go(slack: Running, app: App, kind: str) -> None:
    heard = list[str]()

    ben = Person.named(slack.url, "Ben")
    with connected(slack, app) as handler:
        handler.client.on_message_listeners.append(heard.append)
        order(slack, method="socket.slash_commands", kind=kind)
        with suppress(Refused):  # the client is busy with coming back
            tune(ben)
        until(lambda: any(kind in it for it in heard))


def test_links_can_be_broken_without_a_word(slack: Running) -> None:
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    opened: Any = client.apps_connections_open(app_token=slack.app_token)
    from websockets.sync.client import connect  # noqa: PLC0415 - a bare client, which just waits

    ben = Person.named(slack.url, "Ben")
    with connect(opened["url"]) as socket:
        socket.recv(timeout=5)
        threading.Timer(0.1, lambda: ben.post("sockets", do="abort")).start()
        with pytest.raises(Exception, match=r"no close frame|reset"):
            socket.recv(timeout=5)

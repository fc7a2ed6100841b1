"""A real workspace, a real Bolt app, and people who use the page's API."""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar

import pytest
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from playground.person import Person
from playground.slack.testing import Running, running

Json = dict[str, Any]
T = TypeVar("T")

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
QUICK = {"event_retries": (0.0, 0.3, 0.6)}


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def slack(tmp_path: Path) -> Generator[Running]:
    with running(tmp_path, rate_limits="off", **QUICK) as workspace:
        yield workspace


@pytest.fixture
def client(slack: Running) -> WebClient:
    return client_of(slack)


@pytest.fixture
def ben(slack: Running) -> Person:
    return Person.named(slack.url, "Ben")


@pytest.fixture
def app(slack: Running) -> App:
    return App(client=client_of(slack))


def client_of(slack: Running) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@contextmanager
def connected(slack: Running, app: App) -> Generator[SocketModeHandler]:
    """Connect a Bolt app by Socket Mode; what it listens to must be said before."""
    handler = SocketModeHandler(app, slack.app_token, ping_interval=5)
    handler.connect()
    try:
        until(handler.client.is_connected)
        yield handler
    finally:
        # The client reads for up to 3 s before it sees that it is to close: hang up on it.
        handler.client.auto_reconnect_enabled = False
        Person.named(slack.url, "Ada").post("sockets", do="close")
        until(lambda: not handler.client.is_connected())
        threading.Thread(target=handler.close, daemon=True).start()  # its queue wakes in a second


def until(see: Callable[[], T | None], within: float = 10.0) -> T:
    """Return what *see* gives once it gives something."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if found := see():
            return found
        threading.Event().wait(0.02)
    raise AssertionError(f"not seen within {within} s: {see}")


class Box:
    """Keeps what listeners got, for the test to look at."""

    def __init__(self) -> None:
        self._items: list[Any] = []

    def put(self, item: Any) -> None:
        self._items.append(item)

    def first(self) -> Any:
        return until(lambda: self._items[:1])[0]

    def all(self, count: int) -> list[Any]:
        return until(lambda: self._items[:count] if len(self._items) >= count else None)

    def __len__(self) -> int:
        return len(self._items)


@pytest.fixture
def box() -> Box:
    return Box()


@dataclass
class Opening:
    """Opens forms for Ben: `/tune` hands over its trigger, and with it the view is opened."""

    slack: Running
    app: App
    ben: Person
    triggers: Box = field(default_factory=Box)

    def listen(self) -> Self:
        @self.app.command("/tune")
        def take(ack: Ack, body: Json) -> None:
            ack()
            self.triggers.put(body["trigger_id"])

        return self

    def connected(self) -> AbstractContextManager[Any]:
        return connected(self.slack, self.app)

    def trigger(self) -> str:
        before = len(self.triggers)
        self.ben.command(self.ben.channel("tuning"), "/tune")
        return self.triggers.all(before + 1)[-1]

    def __call__(self, view: Json) -> Json:
        """Return the view as Ben sees it; the app must be connected."""
        self.app.client.views_open(trigger_id=self.trigger(), view=view)
        shown = self.ben.view()
        assert shown
        return shown


@pytest.fixture
def opening(slack: Running, app: App, ben: Person) -> Opening:
    return Opening(slack, app, ben).listen()

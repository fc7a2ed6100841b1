"""What a real client meets, at both services alike."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from playground.google.settings import Settings
from playground.slack.testing import running
from playground.trainer.replay import ReplayTrainer
from tests.playground.google.local import Google, serving

Json = dict[str, Any]


@dataclass
class Part:
    """A service with one call that changes something: *done* says how often it took effect."""

    url: str
    method: str
    call: Callable[[], requests.Response]
    done: Callable[[], int]

    def order(self, **rule: Any) -> None:
        answer = requests.post(f"{self.url}/faults", json={"method": self.method} | rule, timeout=5)
        assert answer.status_code == 200, answer.text

    def faults(self) -> Json:
        return requests.get(f"{self.url}/faults", timeout=5).json()


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Part]:
    with running(tmp_path_factory.mktemp("slack"), rate_limits="off") as workspace:
        headers = {"Authorization": f"Bearer {workspace.bot_token}"}

        def api(method: str, **body: Any) -> requests.Response:
            url = f"{workspace.url}/api/{method}"
            return requests.post(url, json=body, headers=headers, timeout=3)

        def done() -> int:
            journal = requests.get(f"{workspace.url}/person/journal", timeout=5).json()["entries"]
            return sum(it["name"] == "chat.postMessage" and it["ok"] for it in journal)

        [channel] = [
            it["id"]
            for it in api("conversations.list").json()["channels"]
            if it["name"] == "tuning"
        ]
        call = lambda: api("chat.postMessage", channel=channel, text="hello there")  # noqa: E731
        yield Part(workspace.url, "chat.postMessage", call, done)


@pytest.fixture(scope="module")
def google_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Google]:
    folder: Path = tmp_path_factory.mktemp("google")
    trainer = ReplayTrainer(folder / "trainer", step_seconds=0.01)
    with serving(Settings(data=folder / "google"), trainer) as service:
        yield service
    trainer.close()


@pytest.fixture(scope="module")
def google(google_: Google) -> Part:
    google_.clients().created("increment", "cat")
    headers = {"Authorization": f"Bearer {google_.token()}"}
    url = f"{google_.url}/v1beta/tunedModels/cat?updateMask=description"

    def call() -> requests.Response:
        return requests.patch(url, json={"description": "x"}, headers=headers, timeout=3)

    def done() -> int:
        entries = google_.service.journal.since(0)
        return sum(
            it["method"].endswith("UpdateTunedModel") and it["status"] == 200 for it in entries
        )

    return Part(google_.url, "UpdateTunedModel", call, done)


@pytest.fixture(params=["slack", "google"])
def part(request: pytest.FixtureRequest) -> Iterator[Part]:
    part: Part = request.getfixturevalue(request.param)
    yield part
    requests.delete(f"{part.url}/faults", timeout=5)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("kind", ["reset", "hang", "html", "500", "503"])
def test_trouble_comes_before_or_after_the_effect(part: Part, kind: str, after: bool) -> None:  # noqa: FBT001
    before = part.done()
    part.order(kind=kind, after=after, seconds=0.2)
    if kind in {"reset", "hang"}:
        with pytest.raises(requests.ConnectionError):
            part.call()
    else:
        answer = part.call()
        assert answer.status_code == (200 if kind == "html" else int(kind))
        assert ("<html" in answer.text) == (kind == "html")

    assert part.done() == before + after
    assert part.call().status_code == 200
    assert part.done() == before + after + 1


def test_half_an_answer_is_no_json(part: Part) -> None:
    part.order(kind="half")
    with pytest.raises(requests.JSONDecodeError):
        part.call().json()
    assert part.call().json()


def test_a_drip_is_slow_and_whole(part: Part) -> None:
    part.order(kind="drip", seconds=0.4)
    began = time.monotonic()
    assert part.call().json()
    assert time.monotonic() - began > 0.3


def test_a_hang_outlasts_a_clients_patience(part: Part) -> None:
    part.order(kind="hang", seconds=20)
    with pytest.raises(requests.Timeout):
        part.call()


def test_429_says_when_to_come_back_or_does_not(part: Part) -> None:
    part.order(kind="429", retry_after=7)
    part.order(kind="429")
    told, silent = part.call(), part.call()

    assert (told.status_code, silent.status_code) == (429, 429)
    assert "7" in f"{told.headers.get('retry-after', '')}{told.text}"
    assert "retry-after" not in silent.headers
    assert "RetryInfo" not in silent.text


def test_what_befell_is_in_the_journal(part: Part) -> None:
    part.order(kind="503", after=True)
    part.call()

    last = part.faults()["met"][-1]
    assert (last["kind"], last["after"]) == ("503", True)
    assert last["method"].endswith(part.method)


def test_the_clock_is_put_forward_and_back(part: Part) -> None:
    def order(seconds: float) -> float:
        return requests.post(f"{part.url}/faults", json={"clock": seconds}, timeout=5).json()[
            "clock"
        ]

    assert order(3600) == 3600
    assert order(-60) == -60
    requests.delete(f"{part.url}/faults", timeout=5)
    assert part.faults()["clock"] == 0


def test_messages_get_the_time_that_the_clock_shows(slack: Part) -> None:
    requests.post(f"{slack.url}/faults", json={"clock": 3600}, timeout=5)
    ts = float(slack.call().json()["ts"])
    requests.delete(f"{slack.url}/faults", timeout=5)
    assert 3500 < ts - time.time() < 3700


def test_a_token_expires_when_the_clock_is_put_forward(google: Part) -> None:
    requests.post(f"{google.url}/faults", json={"clock": 7200}, timeout=5)
    late = google.call()
    requests.delete(f"{google.url}/faults", timeout=5)
    assert (late.status_code, google.call().status_code) == (401, 200)


NAMES = [
    "invalid_auth",
    "token_expired",
    "account_inactive",
    "hash_conflict",
    "expired_trigger_id",
    "is_archived",
    "not_in_channel",
    "internal_error",
    "fatal_error",
    "ratelimited",
    "message_not_found",
    "msg_too_long",
    "invalid_blocks",
    "missing_scope",
]


@pytest.mark.parametrize("name", NAMES)
def test_slacks_own_errors_come_with_status_200(slack: Part, name: str) -> None:
    before = slack.done()
    slack.order(kind=name)
    answer = slack.call()

    assert (answer.status_code, answer.json()["ok"], answer.json()["error"]) == (200, False, name)
    assert slack.done() == before


def test_googles_own_errors_come_in_its_form(google: Part, google_: Google) -> None:
    google.order(kind="UNAUTHENTICATED")
    refused = google.call()
    google_.service.faults.add({"method": "oauth2.Token", "kind": "invalid_grant"})
    ended = requests.post(f"{google.url}/token", data={}, timeout=5)

    assert (refused.status_code, refused.json()["error"]["status"]) == (401, "UNAUTHENTICATED")
    assert (ended.status_code, ended.json()["error"]) == (400, "invalid_grant")


def test_a_page_of_somebody_else_can_not_order_trouble(part: Part) -> None:
    rule = {"method": "*", "kind": "503"}
    headers = {"Origin": "http://evil.test"}
    answer = requests.post(f"{part.url}/faults", json=rule, headers=headers, timeout=5)
    assert answer.status_code in {403, 404}
    assert part.faults()["faults"] == []

"""The whole bot, against the local Slack and the local Google."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from slack_bolt import Ack

from bot import app, domain
from bot.app import House
from bot.app.starting import CantStart
from bot.config import Config, new_key
from handlers.surface import Surface
from playground.person import Json, Person, Refused, elements
from playground.slack.testing import Running, running
from tests import make
from tests.bot.accounts.signing_in import consent, google_settings, local_google, query_of
from tests.bot.test_web import free_port
from tests.playground.google.local import Google

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Add a command to the app's own that a test can do with as it likes."""
    whole = yaml.safe_load((ROOT / "manifest.yml").read_text())
    whole["features"]["slash_commands"].append({"command": "/wait", "description": "-"})
    file = tmp_path_factory.mktemp("app") / "manifest.yml"
    file.write_text(yaml.safe_dump(whole))
    return file


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory, manifest: Path) -> Generator[Running]:
    with running(tmp_path_factory.mktemp("slack"), manifest=manifest, rate_limits="off") as it:
        yield it


@pytest.fixture(scope="module")
def google(tmp_path_factory: pytest.TempPathFactory) -> Generator[Google]:
    with local_google(tmp_path_factory.mktemp("google")) as it:
        yield it


@pytest.fixture
def settings(slack: Running, google: Google, tmp_path: Path) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "SLACK_FILE_HOSTS": slack.url,
        **google_settings(google),
        "TUNER_PORT": str(free_port()),
        "TUNER_DATABASE": str(tmp_path / "bot" / "tuner.db"),
        "TUNER_KEY": new_key(),
        "TUNER_POLL_SECONDS": "1",
    }


@pytest.fixture
def house(settings: Mapping[str, str]) -> Generator[House]:
    it = House(Config.from_env(settings))
    it.start()
    yield it
    it.stop()


@dataclass
class Held:
    """A listener of `/wait` that goes on when the test lets it."""

    begun: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def listener(self, ack: Ack, surface: Surface) -> None:
        ack("begun")
        self.begun.set()
        self.released.wait(30)
        surface.tell("ended")
        self.ended.set()


@pytest.fixture
def held(house: House) -> Generator[Held]:
    it = Held()
    house.bolt.command("/wait")(house.stage(it.listener))
    yield it
    it.released.set()


@pytest.fixture
def ada(slack: Running) -> Person:
    return Person.named(slack.url, "Ada")


def journal(slack: Running, direction: str, since: int = 0) -> list[Json]:
    url = f"{slack.url}/person/journal"
    entries: list[Json] = requests.get(url, params={"since": since}, timeout=10).json()["entries"]
    return [it for it in entries if it["direction"] == direction]


def seen_by(person: Person, channel: str) -> list[str]:
    return [it["text"] for it in person.messages(channel)]


def sign_in_link(view: Json | None) -> str | None:
    found = [it["url"] for it, _ in elements(view or {}) if it.get("url")]
    return found[0] if found else None


# Answering


def test_commands_are_answered_and_slack_is_asked_once_who_we_are(
    house: House, ada: Person, slack: Running
) -> None:
    before = len(journal(slack, "from_app"))
    for _ in range(5):
        assert ada.command(ada.channel("tuning"), "/tune", "help")["ok"]
    asked = [it["name"] for it in journal(slack, "from_app")[before:]]
    assert "auth.test" not in asked


def test_many_commands_at_once_are_acknowledged_in_time(
    house: House, ada: Person, slack: Running
) -> None:
    before = journal(slack, "to_app")[-1]["seq"] if journal(slack, "to_app") else 0
    channel = ada.channel("tuning")

    def ask(person: Person) -> bool:
        return person.command(channel, "/tune", "help")["ok"]

    with ThreadPoolExecutor(20) as pool:
        assert all(pool.map(ask, [Person(slack.url, ada.user) for _ in range(20)]))
    commands = [it for it in journal(slack, "to_app", before) if it["kind"] == "command"]
    assert len(commands) == 20
    assert max(it["acked_ms"] for it in commands) < 1500


def test_linking_goes_on_in_the_modal_where_it_was_asked_for(
    house: House, ada: Person, google: Google
) -> None:
    ada.command(ada.channel("tuning"), "/tune", "connect")
    url = ada.until(lambda: sign_in_link(ada.view()))
    modal: Any = ada.view()
    page = requests.get(consent(url), timeout=20)
    assert "ada in playground" in page.text.lower()
    secret = page.text.split('name="secret" value="')[1].split('"')[0]
    where = page.url.split("/callback")[0] + "/confirm"
    requests.post(where, data={"secret": secret, "answer": "yes"}, timeout=20).raise_for_status()
    now: Any = ada.until(lambda: it if (it := ada.view()) and it["hash"] != modal["hash"] else None)
    assert now["id"] == modal["id"]
    assert "ada@playground.test" in str(now)


def test_health_says_whether_slack_is_there(house: House) -> None:
    url = f"http://127.0.0.1:{house.config.port}/readyz"
    well = {"slack": True, "clock": True, "database": True}
    assert requests.get(url, timeout=10).json() == well
    house.pulse.stop()
    assert requests.get(url, timeout=10).status_code == 503


# Starting


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
def test_a_token_that_slack_refuses_is_named(settings: dict[str, str], name: str) -> None:
    def start() -> None:
        house = House(Config.from_env(settings | {name: "xoxb-wrong"}))
        try:
            house.start()
        finally:
            house.stop()

    with pytest.raises(CantStart, match=f"Slack refuses {name}"):
        start()


def test_a_port_that_is_taken_is_named(house: House, settings: dict[str, str]) -> None:
    with pytest.raises(CantStart, match=f"Can't listen on 127.0.0.1:{settings['TUNER_PORT']}"):
        House(Config.from_env(settings | {"TUNER_DATABASE": settings["TUNER_DATABASE"] + "2"}))


# Stopping


def test_what_runs_is_finished_before_stopping_and_nothing_new_is_begun(
    house: House,
    held: Held,
    ada: Person,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    channel = ada.channel("tuning")
    ada.command(channel, "/wait")
    assert held.begun.wait(10)
    with monkeypatch.context() as impatient:
        impatient.setattr(app, "STOP_WITHIN", 0.3)
        assert not house.stop()
    with pytest.raises(Refused):
        ada.command(channel, "/tune", "help")
    assert house.entrance.is_connected  # what runs may have something to say
    held.released.set()
    assert house.stop()
    assert held.ended.is_set()
    assert "ended" in ada.until(lambda: seen_by(ada, channel))
    assert not [it for it in caplog.records if it.levelname == "ERROR"]


@contextmanager
def serving(settings: Mapping[str, str], log: Path) -> Generator[subprocess.Popen[str]]:
    """Run `tuner serve` until it says that it is ready, and to the end of the test."""
    command = [sys.executable, "-m", "bot", "serve"]
    with log.open("w") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | settings,
            stdout=subprocess.PIPE,
            stderr=out,
            text=True,
        )
    assert process.stdout
    try:
        assert process.stdout.readline() == "tuner: ready\n", log.read_text()
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serving_ends_in_time_when_told_to(
    settings: dict[str, str], ada: Person, tmp_path: Path, number: signal.Signals
) -> None:
    with serving(settings, tmp_path / "log") as process:
        assert ada.command(ada.channel("tuning"), "/tune", "help")["ok"]
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(10) == 0
        assert time.monotonic() - began < 10
    assert (tmp_path / "log").read_text() == ""


def test_serving_ends_in_time_though_the_tuning_service_hangs(
    settings: dict[str, str], house: House, ada: Person, tmp_path: Path
) -> None:
    link(house, ada.user)
    house.stop()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings["TUNING_URL"] = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with serving(settings, tmp_path / "log") as process:
            ada.command(ada.channel("tuning"), "/tune")
            silent.accept()  # the bot asks for base models, and waits
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
            assert time.monotonic() - began < 10


def link(house: House, user: str) -> str:
    """Link an account to *user* without Slack; return the workspace's id."""
    answer: Any = house.reach.client_for("").auth_test()
    person = domain.Person(workspace=answer["team_id"], user=user, name="Ada")
    back = query_of(consent(house.accounts.begin(person, "{}")))
    secret, _ = house.accounts.returned(back)
    house.accounts.confirm(secret)
    return person.workspace


def test_a_second_start_finds_who_was_linked(settings: dict[str, str], house: House) -> None:
    workspace = link(house, "U9")
    house.stop()
    again = House(Config.from_env(settings | {"TUNER_PORT": str(free_port())}))
    assert again.accounts.credentials(workspace, "U9").token
    again.stop()


# When the database does not answer


def test_while_the_database_is_locked_people_get_words_in_time_and_then_all_is_well(
    house: House, ada: Person, slack: Running
) -> None:
    channel = ada.channel("tuning")
    before = journal(slack, "to_app")[-1]["seq"] if journal(slack, "to_app") else 0
    with closing(sqlite3.connect(house.config.database, isolation_level=None)) as other:
        other.execute("begin immediate")
        assert ada.command(channel, "/tune", "help")["ok"]
        assert ada.command(channel, "/tune", "connect")["ok"]
        ada.until(lambda: "nothing was changed" in str(ada.view()))
        assert not is_ready(house)["database"]
    acked = [it["acked_ms"] for it in journal(slack, "to_app", before) if it["kind"] == "command"]

    assert len(acked) == 2
    assert max(acked) < 3000
    assert is_ready(house)["database"]


def is_ready(house: House) -> dict[str, bool]:
    answer: Any = requests.get(f"http://127.0.0.1:{house.config.port}/readyz", timeout=10)
    return answer.json()


def test_what_is_looked_at_when_told_to_stop_is_handed_back(
    settings: dict[str, str], house: House, ada: Person, tmp_path: Path
) -> None:
    """Whoever starts next looks at once, and waits for no lease."""
    workspace = link(house, ada.user)
    job = make.job(owner=ada.user, card=make.CARD, state=domain.JobState.TUNING)
    assert house.store.workspace(workspace).jobs.add(job, now=domain.utc_now())
    house.stop()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings["TUNING_URL"] = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with serving(settings, tmp_path / "log") as process:
            asked, _ = silent.accept()  # the bot asks how it stands, and waits
            assert house.store.claim_due(domain.utc_now(), 9) == []
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
            asked.close()
    assert [it.job.id for [it] in house.store.claim_due(domain.utc_now(), 9)] == [job.id]


def test_metrics_tell_what_happens_and_of_nobody(house: House, ada: Person) -> None:
    ada.command(ada.channel("tuning"), "/tune", "connect")
    ada.until(lambda: sign_in_link(ada.view()))

    text = requests.get(f"http://127.0.0.1:{house.config.port}/metrics", timeout=10).text

    for name in (
        'tuner_ack_seconds_count{listener="connect.press"}',
        'tuner_pool_in_use{pool="stage"}',
        'tuner_api_call_seconds_count{api="slack",method="views.open"}',
        "tuner_poll_lag_seconds",
        "tuner_outbox_age_seconds",
        'tuner_limiter_waits_total{limiter="slack"}',
        'tuner_limiter_wait_seconds_total{limiter="tuning"}',
    ):
        assert name in text
    me, team = ada.get("workspace")["me"], ada.get("workspace")["team"]["id"]
    assert me not in text
    assert team not in text

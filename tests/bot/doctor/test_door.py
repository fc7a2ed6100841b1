"""Where Slack comes by signed HTTP: what keeps it out is named."""

from collections.abc import Generator, Mapping
from datetime import timedelta

import pytest

from bot.app import House
from bot.config import Config
from bot.domain import Installation, utc_now
from bot.store.cipher import Cipher
from bot.store.sqlite import SqliteStore
from playground.slack.testing import Running
from tests import make
from tests.bot.doctor.examining import examined, wrong
from tests.bot.test_web import free_port

ONE = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")


@pytest.fixture
def many(settings: Mapping[str, str], slack: Running) -> dict[str, str]:
    assert slack.world
    tokens = slack.world.tokens
    client = {
        "SLACK_CLIENT_ID": tokens["client_id"],
        "SLACK_CLIENT_SECRET": tokens["client_secret"],
        "SLACK_SIGNING_SECRET": "canary-signing",
    }
    return {name: it for name, it in settings.items() if name not in ONE} | client


@pytest.fixture
def house(many: Mapping[str, str]) -> Generator[House]:
    it = House(Config.from_env(many))
    it.start()
    yield it
    it.stop()


def test_slack_is_let_in_where_tuner_runs(house: House, many: dict[str, str]) -> None:
    found = examined(many)

    assert [it for it in found.values() if not it.ok] == []
    assert "refuses what is not signed" in found["slack.request_url"].message
    assert "Tuner answers at" in found["browsers"].message
    assert not {"slack.bot", "slack.socket_mode"} & set(found)


def test_before_tuner_runs_it_is_said_where_slack_will_come(many: dict[str, str]) -> None:
    found = examined(many)["slack.request_url"]
    assert found.ok
    assert f":{many['TUNER_PORT']}/slack/events" in found.message
    assert "look again" in found.fix


def test_another_signing_secret_is_named(house: House, many: dict[str, str]) -> None:
    found = wrong(many | {"SLACK_SIGNING_SECRET": "other"})
    assert set(found) == {"slack.request_url"}
    assert "SLACK_SIGNING_SECRET" in found["slack.request_url"].fix
    assert "canary" not in str(found)


def test_an_address_that_leads_elsewhere_is_named(
    house: House, many: dict[str, str], slack: Running
) -> None:
    assert set(wrong(many | {"TUNER_URL": slack.url})) == {"slack.request_url", "browsers"}
    nowhere = f"http://127.0.0.1:{free_port()}"
    assert "can't be reached" in wrong(many | {"TUNER_URL": nowhere})["slack.request_url"].message


def test_a_part_of_the_client_that_is_missing_is_named(many: dict[str, str]) -> None:
    found = wrong(many | {"SLACK_SIGNING_SECRET": ""})
    assert set(found) == {"SLACK_SIGNING_SECRET", "slack.request_url"}


def keep(settings: Mapping[str, str], *installations: Installation) -> None:
    config = Config.from_env(settings)
    store = SqliteStore(config.database, Cipher(config.key))
    for it in installations:
        store.installations.put(it)


def test_each_workspace_that_has_installed_it_is_looked_at(
    many: dict[str, str], slack: Running
) -> None:
    assert "no workspace" in examined(many)["slack.installs"].message

    keep(many, make.installation(token=slack.bot_token, expires=None))

    found = examined(many)
    assert "1 workspace has" in found["slack.installs"].message
    assert found["slack.scopes"].ok
    assert found["slack.client"].ok


def test_a_workspace_whose_token_is_refused_is_named(many: dict[str, str], slack: Running) -> None:
    fine = make.installation(token=slack.bot_token, expires=None)
    over = make.installation(team="T2", token="xoxb-x", expires=utc_now() - timedelta(hours=1))
    broken = make.installation(team="T3", name="Other", token="xoxb-canary", expires=None)
    keep(many, fine, over, broken)

    found = wrong(many)

    assert set(found) == {"slack.installs"}
    assert "Other (T3): invalid_auth" in found["slack.installs"].message
    assert "T2" not in found["slack.installs"].message, "that one is only to be renewed"
    assert "/slack/install" in found["slack.installs"].fix
    assert "canary" not in str(found)


@pytest.mark.parametrize(
    ("setting", "why"),
    [("SLACK_CLIENT_ID", "invalid_client_id"), ("SLACK_CLIENT_SECRET", "bad_client_secret")],
)
def test_a_client_that_slack_does_not_know_is_named(
    many: dict[str, str], setting: str, why: str
) -> None:
    found = wrong(many | {setting: "1.2"})
    assert set(found) == {"slack.client"}
    assert why in found["slack.client"].message

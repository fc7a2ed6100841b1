"""Where Slack comes by signed HTTP: what keeps it out is named."""

from collections.abc import Generator, Mapping

import pytest

from bot.app import House
from bot.config import Config
from playground.slack.testing import Running
from tests.bot.doctor.examining import examined, wrong
from tests.bot.test_web import free_port

CLIENT = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "canary-secret",
    "SLACK_SIGNING_SECRET": "canary-signing",
}
ONE = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")


@pytest.fixture
def many(settings: Mapping[str, str]) -> dict[str, str]:
    return {name: it for name, it in settings.items() if name not in ONE} | CLIENT


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

"""What is wrong on Slack's side is named."""

from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from handlers import checks
from playground.slack.testing import running
from tests.bot.doctor.examining import MANIFEST, wrong


@pytest.mark.parametrize(
    ("setting", "name"),
    [("SLACK_BOT_TOKEN", "slack.bot"), ("SLACK_APP_TOKEN", "slack.socket_mode")],
)
def test_a_token_that_slack_refuses_is_named(
    settings: dict[str, str], setting: str, name: str
) -> None:
    found = wrong(settings | {setting: "xoxb-wrong"})
    assert set(found) == {name}
    assert setting in found[name].fix


def test_a_slack_that_is_away_is_named(settings: dict[str, str]) -> None:
    found = wrong(settings | {"SLACK_API_URL": "http://127.0.0.1:1/api"})
    assert set(found) == {"slack.bot", "slack.socket_mode"}
    assert "http://127.0.0.1:1/api" in found["slack.bot"].message


def test_a_scope_that_is_missing_is_named_with_what_is_lost(
    settings: dict[str, str], tmp_path: Path
) -> None:
    whole = yaml.safe_load(MANIFEST.read_text())
    whole["oauth_config"]["scopes"]["bot"].remove("im:history")
    (file := tmp_path / "manifest.yml").write_text(yaml.safe_dump(whole))
    with running(tmp_path / "slack", manifest=file) as slack:
        its = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
        found = wrong(settings | its | {"SLACK_API_URL": slack.api_url})

    assert set(found) == {"slack.scopes"}
    assert "direct messages are not heard" in found["slack.scopes"].message
    assert "im:history" in found["slack.scopes"].fix


def test_doctor_knows_the_scopes_of_the_manifest() -> None:
    manifest = yaml.safe_load(MANIFEST.read_text())
    assert list(checks.LOST) == manifest["oauth_config"]["scopes"]["bot"]


@pytest.mark.parametrize("ahead", [65, -65])
def test_a_clock_that_is_wrong_is_named(settings: dict[str, str], ahead: int) -> None:
    found = wrong(settings, timedelta(seconds=ahead))
    assert set(found) == {"slack.clock", "google.clock"}
    assert "ahead of" in found["slack.clock"].message or "behind" in found["slack.clock"].message
    assert not wrong(settings, timedelta(seconds=ahead / 2))

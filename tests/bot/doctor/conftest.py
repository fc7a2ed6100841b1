"""A local Slack and Google, and settings with which all is well."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from bot.accounts import GoogleAccounts
from bot.config import Config, new_key
from bot.store.cipher import Cipher
from bot.store.sqlite import SqliteStore
from playground.google.settings import Settings
from playground.slack.testing import Running, running
from tests.bot.accounts.signing_in import google_settings, link
from tests.bot.doctor.examining import MANIFEST, Bases
from tests.bot.test_web import free_port
from tests.playground.google.local import Google, serving


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Generator[Running]:
    with running(tmp_path_factory.mktemp("slack"), manifest=MANIFEST, rate_limits="off") as it:
        yield it


@pytest.fixture(scope="module")
def google(tmp_path_factory: pytest.TempPathFactory) -> Generator[Google]:
    trainer: Any = Bases()
    with serving(Settings(data=tmp_path_factory.mktemp("google")), trainer) as it:
        yield it


@pytest.fixture
def settings(slack: Running, google: Google, tmp_path: Path) -> dict[str, str]:
    """Return settings with which all is well; somebody has linked an account."""
    port = free_port()
    it = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        **google_settings(google),
        "TUNER_PORT": str(port),
        "TUNER_DATABASE": str(tmp_path / "tuner.db"),
        "TUNER_KEY": new_key(),
    }
    config = Config.from_env(it)
    store = SqliteStore(config.database, Cipher(config.key))
    link(GoogleAccounts(config.google, store))
    return it

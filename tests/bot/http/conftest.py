"""Tuner by signed HTTP, in two local workspaces that share the app."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from bot.app import House
from bot.config import Config, new_key
from bot.manifest import manifest
from playground.consenting import install
from playground.person import Json, Person
from playground.slack.testing import Running, running, running_beside
from tests.bot.accounts.signing_in import consent, google_settings, local_google, query_of
from tests.bot.test_web import free_port
from tests.playground.google.local import Google

PREFIX = "x-"


@dataclass
class Town:
    """Two workspaces and a Google; a house may be opened in it, more than once."""

    one: Running
    two: Running
    google: Google
    url: str
    settings: dict[str, str]

    @contextmanager
    def house(self, **changes: str) -> Generator[House]:
        it = House(Config.from_env(self.settings | changes))
        it.start()
        yield it
        assert it.stop()

    def ada(self, slack: Running) -> Person:
        return Person.named(slack.url, "Ada")


@pytest.fixture(scope="module")
def google(tmp_path_factory: pytest.TempPathFactory) -> Generator[Google]:
    with local_google(tmp_path_factory.mktemp("google")) as it:
        yield it


@pytest.fixture
def town(google: Google, tmp_path: Path) -> Generator[Town]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    file = tmp_path / "manifest.yml"
    file.write_text(manifest(url, PREFIX))
    how: dict[str, Any] = {"manifest": file, "rate_limits": "off", "event_retries": (0.0, 0.3)}
    with (
        running(tmp_path / "one", **how) as one,
        running_beside(one, tmp_path / "two", **how) as two,
    ):
        yield Town(one, two, google, url, settings(one, google, tmp_path, port))


def settings(slack: Running, google: Google, folder: Path, port: int) -> dict[str, str]:
    assert slack.world
    tokens = slack.world.tokens
    return {
        "SLACK_CLIENT_ID": tokens["client_id"],
        "SLACK_CLIENT_SECRET": tokens["client_secret"],
        "SLACK_SIGNING_SECRET": tokens["signing_secret"],
        "SLACK_AUTH_URL": f"{slack.url}/oauth/v2/authorize",
        "SLACK_API_URL": slack.api_url,
        "SLACK_FILE_HOSTS": slack.url,
        **google_settings(google),
        "TUNER_PORT": str(port),
        "TUNER_DATABASE": str(folder / "tuner.db"),
        "TUNER_KEY": new_key(),
        "TUNER_COMMAND_PREFIX": PREFIX,
    }


@pytest.fixture
def house(town: Town) -> Generator[House]:
    """Open a house that is installed in both workspaces."""
    with town.house() as it:
        install(town.one.url, town.url)
        install(town.two.url, town.url)
        yield it


def team(slack: Running) -> str:
    assert slack.world
    return slack.world.workspace.team["id"]


def link(house: House, workspace: str, user: str, email: str = "ada@playground.test") -> None:
    """Link an account without Slack."""
    from bot.domain import Person as Somebody  # noqa: PLC0415  # two are called so

    back = query_of(
        consent(house.accounts.begin(Somebody(workspace=workspace, user=user), "{}"), email)
    )
    secret, _ = house.accounts.returned(back)
    house.accounts.confirm(secret)


def said(person: Person, channel: str) -> list[str]:
    return [it["text"] for it in person.messages(channel)]


def journal(slack: Running, direction: str, name: str) -> list[Json]:
    found = requests.get(f"{slack.url}/person/journal", timeout=10).json()["entries"]
    return [it for it in found if it["direction"] == direction and it["name"] == name]


def offered(page: requests.Response) -> str:
    """Return the path and query of the link to Slack that the page has."""
    link = re.search(r'href="([^"]*/oauth/v2/authorize[^"]*)"', page.text)
    assert link
    parts = urlsplit(unescape(link[1]))
    return f"{parts.path}?{parts.query}"

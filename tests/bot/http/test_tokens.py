"""A token that runs out is renewed in time and once, whoever asks, in whatever process."""

import multiprocessing
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from slack_sdk import WebClient

from bot.app.tokens import AT_LEAST, EARLY, Tokens
from bot.config import SlackClient
from bot.domain import Installation, utc_now
from bot.manifest import manifest
from bot.store import Store
from bot.store.cipher import Cipher
from bot.store.sqlite import SqliteStore
from playground.person import Person
from playground.slack.testing import Running, running
from tests import make
from tests.bot.http.conftest import journal
from tests.conftest import KEY
from tests.playground.slack.test_installing import access, consent

URL = "http://127.0.0.1:9"
BACK = f"{URL}/slack/oauth_redirect"


@dataclass(frozen=True)
class Where:
    """All that another process needs to know."""

    database: Path
    client: SlackClient
    api_url: str

    @property
    def store(self) -> Store:
        return SqliteStore(self.database, Cipher(KEY))

    def tokens(self) -> Tokens:
        return Tokens(self.client, self.api_url, self.store.installations)

    def fresh(self, _: int = 0) -> str:
        """Ask for a token, as a listener would."""
        found = self.store.installations.find("", "T1")
        assert found
        return self.tokens().fresh(found).token


@pytest.fixture
def slack(tmp_path: Path) -> Generator[Running]:
    file = tmp_path / "manifest.yml"
    file.write_text(manifest(URL))
    with running(tmp_path / "slack", manifest=file, rate_limits="off") as it:
        yield it


@pytest.fixture
def where(slack: Running, path: Path) -> Where:
    """Install it, with a token that has just run out."""
    assert slack.world
    tokens = slack.world.tokens
    client = SlackClient(
        id=tokens["client_id"],
        secret=tokens["client_secret"],
        signing_secret="-",
        auth_url=f"{slack.url}/oauth/v2/authorize",
        redirect_url=BACK,
    )
    it = Where(path, client, slack.api_url)
    code = consent(slack, Person.named(slack.url, "Ada"), redirect_uri=BACK)["code"]
    answer = access(slack, code=code, redirect_uri=BACK)
    it.store.installations.put(
        make.installation(
            token=answer["access_token"],
            refresh_token=answer["refresh_token"],
            expires=utc_now() - timedelta(minutes=1),
        )
    )
    return it


def installed(where: Where) -> Installation:
    found = where.store.installations.find("", "T1")
    assert found
    return found


def renewals(slack: Running) -> int:
    return len(journal(slack, "from_app", "oauth.v2.access")) - 1  # the first installed it


def test_a_token_that_has_run_out_is_renewed_before_it_is_handed_out(
    where: Where, slack: Running
) -> None:
    old = installed(where)
    token = where.fresh()
    assert token != old.token
    assert WebClient(token, base_url=slack.api_url).auth_test()["ok"]
    assert installed(where).token == token
    assert installed(where).refresh_token != old.refresh_token
    assert where.fresh() == token
    assert renewals(slack) == 1


def test_many_threads_and_processes_that_ask_at_once_renew_once(
    where: Where, slack: Running
) -> None:
    tokens, found = where.tokens(), installed(where)
    at_once = Barrier(8)

    def ask(_: int) -> str:
        at_once.wait(10)
        return tokens.fresh(found).token

    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn) as processes, ThreadPoolExecutor(8) as threads:
        elsewhere = processes.map(where.fresh, range(2))
        here = threads.map(ask, range(8))
        assert len({*elsewhere, *here}) == 1
    assert renewals(slack) == 1


def test_a_tick_renews_two_hours_early_and_leaves_the_rest_alone(
    where: Where, slack: Running
) -> None:
    now, store, minute = utc_now(), where.store.installations, timedelta(minutes=1)
    store.put(replace(installed(where), expires=now + EARLY + minute))
    where.tokens().renew(now)
    assert renewals(slack) == 0

    store.put(replace(installed(where), expires=now + EARLY - minute))
    where.tokens().renew(now)
    assert renewals(slack) == 1
    assert (installed(where).expires or now) > now + timedelta(hours=11)


def test_a_listener_does_not_wait_for_a_token_that_lives_long_enough(
    where: Where, slack: Running
) -> None:
    soon = utc_now() + AT_LEAST + timedelta(seconds=30)
    where.store.installations.put(replace(installed(where), expires=soon))
    assert where.fresh() == installed(where).token
    assert renewals(slack) == 0


def test_a_refusal_leaves_things_as_they_are(where: Where, slack: Running) -> None:
    where.store.installations.put(replace(installed(where), refresh_token="xoxe-1-none"))
    before = installed(where)
    assert where.fresh() == before.token
    assert installed(where) == before

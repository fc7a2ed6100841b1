"""What is wrong with a place at Vertex AI is named; a small training shows that all is well."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.accounts import GoogleAccounts
from bot.config import Config
from bot.doctor import live, vertex
from bot.doctor.check import Check
from bot.store.cipher import Cipher
from bot.store.sqlite import SqliteStore
from playground.google.scopes import CLOUD, TUNING
from playground.google.settings import Settings
from playground.google.vertex.cloud import Cloud
from playground.trainer.replay import ReplayTrainer
from tests.bot.accounts.signing_in import ADA, client_of, consent, query_of
from tests.bot.doctor.examining import wrong
from tests.playground.google.local import Google, serving

CLOUDY = Cloud(lag=0.01)
Env = dict[str, str]


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Generator[Google]:
    folder = tmp_path_factory.mktemp("cloud")
    trainer = ReplayTrainer(folder / "trainer", step_seconds=0.01)
    with serving(Settings(data=folder / "google", cloud=CLOUDY), trainer) as google:
        yield google
    trainer.close()


@pytest.fixture
def env(settings: Env, cloud: Google) -> Env:
    """Return settings with which all is well at Vertex AI; Ada has allowed it."""
    client = client_of(cloud)
    it = settings | {
        "TUNING_SERVICE": "vertex",
        "TUNING_URL": "",
        "VERTEX_URL": cloud.url,
        "STORAGE_URL": cloud.url,
        "VERTEX_PROJECT": CLOUDY.project,
        "VERTEX_LOCATION": "us-central1",
        "VERTEX_BUCKET": CLOUDY.bucket,
        "TUNER_TOKEN_PRICE": "3.00 USD",
        "GOOGLE_CLIENT_SECRET": client.secret,
        "GOOGLE_AUTH_URL": client.auth_url,
        "GOOGLE_TOKEN_URL": client.token_url,
        "GOOGLE_USERINFO_URL": client.userinfo_url,
    }
    config = Config.from_env(it)
    accounts = GoogleAccounts(config.google, SqliteStore(config.database, Cipher(config.key)))
    url = accounts.begin(ADA, "", scopes=[TUNING, CLOUD])
    secret, _ = accounts.returned(query_of(consent(url, allow=[TUNING, CLOUD])))
    accounts.confirm(secret)
    return it


def seen(env: Env) -> dict[str, Check]:
    return {it.name: it for it in vertex.checks(Config.from_env(env), {})}


def test_all_is_well_and_said_one_by_one(env: Env) -> None:
    assert wrong(env) == {}
    found = seen(env)
    assert set(found) == {f"vertex.{it}" for it in PARTS}
    assert "ada@playground.test" in found["vertex.api"].message
    assert "it is in us-central1" in found["vertex.bucket"].message


PARTS = ("installed", "models", "prices", "place", "api", "bucket")


def test_who_does_not_tune_there_hears_nothing_of_it(settings: Env) -> None:
    assert list(vertex.checks(Config.from_env(settings), {})) == []


@pytest.mark.parametrize(
    ("change", "name", "words"),
    [
        ({"VERTEX_PROJECT": "another-project"}, "vertex.api", "another-project"),
        ({"VERTEX_BUCKET": "no-such-bucket"}, "vertex.bucket", "no bucket `no-such-bucket`"),
        ({"VERTEX_LOCATION": "europe-west4"}, "vertex.bucket", "tuned in europe-west4"),
        ({"TUNER_TOKEN_PRICE": ""}, "vertex.prices", "no base model has a price"),
        ({"VERTEX_MODELS_FILE": "/nowhere"}, "vertex.models", "can't be used"),
        ({"VERTEX_URL": "http://127.0.0.1:1"}, "vertex.api", "can't be reached"),
    ],
)
def test_what_is_wrong_is_named(env: Env, change: Env, name: str, words: str) -> None:
    found = seen(env | change)[name]
    assert not found.ok
    assert words in f"{found.message} {found.fix}"
    assert found.fix


def test_what_is_not_set_is_named_and_nobody_is_asked(env: Env) -> None:
    found = seen(env | {"VERTEX_BUCKET": ""})
    assert "VERTEX_BUCKET" in found["vertex.place"].message
    assert "vertex.api" not in found


def test_what_is_not_installed_is_named(env: Env, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vertex, "KIND", replace(vertex.KIND, needs="no_such_module"))
    [only] = vertex.checks(Config.from_env(env), {})
    assert "pip install 'tuner[vertex]'" in only.fix


def test_a_key_that_is_none_is_named(env: Env, tmp_path: Path) -> None:
    file = tmp_path / "account.json"
    file.write_text("{}")
    found = seen(env | {"VERTEX_SERVICE_ACCOUNT_FILE": str(file)})["vertex.api"]
    assert "no key of a service account" in found.message


def live_steps(env: Env) -> dict[str, Check]:
    config = Config.from_env(env)
    return {it.name: it for it in live.checks(config, pause=lambda _: None)}


def test_a_small_training_is_really_done_and_nothing_is_left(env: Env, cloud: Google) -> None:
    steps = live_steps(env)
    assert all(it.ok for it in steps.values()), steps
    assert list(steps) == [
        f"live.{it}" for it in ("begins", "started", "tuned", "answers", "deleted")
    ]
    assert "USD" in steps["live.begins"].message
    assert "tokens are billed" in steps["live.tuned"].message
    calls = [it["method"] for it in cloud.service.journal.since(0)]
    assert any("delete" in it.lower() and "model" in it.lower() for it in calls)


def test_without_a_place_it_says_what_it_would_do(env: Env) -> None:
    [only] = live_steps(env | {"VERTEX_BUCKET": ""}).values()
    assert only.ok
    assert "would tune the smallest base model" in only.message
    assert "VERTEX_BUCKET" in only.message


def test_a_training_that_is_refused_says_why_and_leaves_nothing(env: Env) -> None:
    steps = live_steps(env | {"VERTEX_BUCKET": "no-such-bucket"})
    assert "no-such-bucket" in steps["live.failed"].message
    assert not steps["live.failed"].ok
    assert steps["live.deleted"].ok

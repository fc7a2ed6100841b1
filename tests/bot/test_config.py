"""Settings are read once, and whatever is wrong with them is said at once, in words."""

import base64
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import BadConfig, Config, GoogleClient, new_key
from bot.domain import CloudPlace, Price, Site

KEY = base64.b64encode(bytes(range(32))).decode()
ENOUGH = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "GOOGLE_CLIENT_ID": "tuner.apps.example",
    "GOOGLE_CLIENT_SECRET": "GOCSPX-hush",
    "TUNING_URL": "https://tuning.example/",
    "TUNER_KEY": KEY,
}


def problems(**changes: str) -> dict[str, str]:
    with pytest.raises(BadConfig) as caught:
        Config.from_env({**ENOUGH, **changes})
    return caught.value.problems


def test_what_must_be_set_is_enough() -> None:
    config = Config.from_env(ENOUGH)
    assert config.slack.api_url == "https://slack.com/api/"
    assert config.slack.file_hosts == ("slack.com",)
    assert config.google.redirect_url == "http://127.0.0.1:3000/google/callback"
    assert "https://www.googleapis.com/auth/generative-language.tuning" in config.google.scopes
    assert config.tuning_url == "https://tuning.example"
    assert config.key == bytes(range(32))
    assert (config.host, config.port, config.database) == ("127.0.0.1", 3000, Path("tuner.db"))
    assert config.poll == timedelta(seconds=15)


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(BadConfig) as caught:
        Config.from_env({})
    assert set(caught.value.problems) == set(ENOUGH)
    assert all(f"  {name}: is not set" in str(caught.value) for name in ENOUGH)


def test_that_google_tunes_no_more_is_said_where_tuning_runs_is_asked() -> None:
    assert "May 2025" in problems(TUNING_URL="")["TUNING_URL"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TUNER_PORT", "http"),
        ("TUNER_PORT", "70000"),
        ("TUNER_POLL_SECONDS", "nan"),
        ("TUNER_POLL_SECONDS", "0"),
        ("TUNER_LOG", "loud"),
        ("TUNER_COMMAND_PREFIX", "X /"),
        ("TUNER_OLD_KEYS", "c2hvcnQ="),
        ("TUNER_RETENTION_DAYS", "-1"),
        ("TUNER_KEY", "c2hvcnQ="),
        ("TUNER_KEY", "not base64"),
        ("TUNING_URL", "tuning.example"),
        ("TUNING_URL", "http://tuning.example"),
        ("TUNING_URL", "https://user:word@tuning.example"),
        ("GOOGLE_TOKEN_URL", "http://192.168.0.7/token"),
        ("SLACK_API_URL", "http://slack.com/api/"),
        ("SLACK_FILE_HOSTS", "slack.com,http://files.example"),
        ("TUNER_URL", "http://tuner.example"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(name: str, value: str) -> None:
    assert list(problems(**{name: value})) == [name]


def test_plain_http_is_fine_on_this_machine() -> None:
    config = Config.from_env(
        ENOUGH
        | {
            "SLACK_API_URL": "http://127.0.0.1:9/api/",
            "SLACK_FILE_HOSTS": "http://127.0.0.1:9, slack.com",
            "GOOGLE_TOKEN_URL": "http://localhost:8/token",
            "TUNING_URL": "http://[::1]:8",
        }
    )
    assert config.slack.api_url == "http://127.0.0.1:9/api/"
    assert config.slack.file_hosts == ("127.0.0.1:9", "slack.com")
    assert config.google.is_plain


def test_only_a_google_on_this_machine_is_plain() -> None:
    assert not Config.from_env(ENOUGH).google.is_plain


def test_the_callback_is_where_browsers_reach_us() -> None:
    google: GoogleClient = Config.from_env(ENOUGH | {"TUNER_URL": "https://t.example/bot/"}).google
    assert google.redirect_url == "https://t.example/bot/google/callback"


def test_the_key_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(KEY + "\n")
    config = Config.from_env(ENOUGH | {"TUNER_KEY": "", "TUNER_KEY_FILE": str(file)})
    assert config.key == bytes(range(32))


def test_a_key_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    found = problems(TUNER_KEY="", TUNER_KEY_FILE=str(tmp_path / "gone"))
    assert list(found) == ["TUNER_KEY_FILE"]


def test_a_new_key_is_one_that_is_taken() -> None:
    one, other = new_key(), new_key()
    assert len(Config.from_env(ENOUGH | {"TUNER_KEY": one}).key) == 32
    assert one != other


def test_no_secret_is_seen_when_the_settings_are_printed() -> None:
    config = Config.from_env(ENOUGH)
    assert len(config.unspeakable) == 4
    assert not [
        secret for secret in (*config.unspeakable, str(config.key)) if secret in repr(config)
    ]


def test_every_setting_is_in_the_example_file() -> None:
    asked: set[str] = set()

    class Curious(dict[str, str]):
        def get(self, key: str, default: str = "") -> str:  # pyright: ignore[reportIncompatibleMethodOverride]
            asked.add(key)
            return super().get(key, default)

    with pytest.raises(BadConfig):
        Config.from_env(Curious())
    example = Path(__file__).parents[2].joinpath(".env.example").read_text()
    named = {line.lstrip("# ").partition("=")[0] for line in example.splitlines() if "=" in line}
    assert asked == named


MANY = {
    "SLACK_BOT_TOKEN": "",
    "SLACK_APP_TOKEN": "",
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "hush",
    "SLACK_SIGNING_SECRET": "sealed",
    "TUNER_URL": "https://t.example",
}


def test_an_app_for_many_workspaces_needs_a_client_and_no_token() -> None:
    config = Config.from_env(ENOUGH | MANY)
    client = config.slack.client
    assert client
    assert (client.id, client.secret, client.signing_secret) == ("1.2", "hush", "sealed")
    assert client.redirect_url == "https://t.example/slack/oauth_redirect"
    assert {"hush", "sealed"} <= set(config.unspeakable)
    assert not [it for it in config.unspeakable if it in repr(config)]


def test_half_a_client_and_tokens_beside_it_are_named() -> None:
    changes = MANY | {"SLACK_CLIENT_SECRET": "", "SLACK_BOT_TOKEN": "xoxb-1"}
    assert set(problems(**changes)) == {"SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN"}


def test_keys_that_were_used_before_are_read_too(tmp_path: Path) -> None:
    older = [new_key(), new_key()]
    file = tmp_path / "old"
    file.write_text("\n".join(older))
    for setting in ({"TUNER_OLD_KEYS": ",".join(older)}, {"TUNER_OLD_KEYS_FILE": str(file)}):
        config = Config.from_env(ENOUGH | setting)
        assert config.old_keys == tuple(base64.b64decode(it) for it in older)
        assert set(older) <= set(config.unspeakable)


def test_a_price_is_an_amount_and_a_currency_and_there_is_none_by_default() -> None:
    assert Config.from_env(ENOUGH).tariff.of("m") is None
    assert Config.from_env(ENOUGH | {"TUNER_TOKEN_PRICE": "3.50 USD"}).tariff.of("m") == Price(
        amount=3.5, currency="USD"
    )
    assert list(problems(TUNER_TOKEN_PRICE="cheap")) == ["TUNER_TOKEN_PRICE"]


PRICES = """
currency = "USD"
as_of = 2026-09-25
source = "https://prices.example"
[per_million_tokens]
"gemini-3.1-flash-lite" = 1.5
"""


def test_prices_are_a_table_with_a_date_and_the_flat_price_is_for_the_rest(tmp_path: Path) -> None:
    table = tmp_path / "prices.toml"
    table.write_text(PRICES)
    said = ENOUGH | {"TUNER_PRICES_FILE": str(table)}
    price = Price(amount=1.5, currency="USD", as_of="2026-09-25")
    tariff = Config.from_env(said).tariff
    assert tariff.of("gemini-3.1-flash-lite") == tariff.of("models/gemini-3.1-flash-lite") == price
    assert tariff.of("another") is None
    assert tariff.source == "https://prices.example"

    both = Config.from_env(said | {"TUNER_TOKEN_PRICE": "9.00 USD"}).tariff
    assert both.of("another") == Price(amount=9, currency="USD", as_of="2026-09-25")
    wrong = problems(TUNER_PRICES_FILE=str(table), TUNER_TOKEN_PRICE="9.00 EUR")
    assert "must be in USD" in wrong["TUNER_TOKEN_PRICE"]


@pytest.mark.parametrize("text", ["", "currency = 1", PRICES + '"dear" = "much"', "{"])
def test_a_table_of_prices_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    table = tmp_path / "prices.toml"
    table.write_text(text)
    assert set(problems(TUNER_PRICES_FILE=str(table))) == {"TUNER_PRICES_FILE"}


def test_on_vertex_nothing_that_speaks_the_gemini_api_is_needed(tmp_path: Path) -> None:
    account = tmp_path / "account.json"
    account.write_text('{"type": "service_account"}\n')
    env = {name: it for name, it in ENOUGH.items() if name != "TUNING_URL"} | {
        "TUNING_SERVICE": "vertex",
        "VERTEX_PROJECT": "my-project",
        "VERTEX_BUCKET": "gs://my-bucket",
        "VERTEX_SERVICE_ACCOUNT_FILE": str(account),
    }
    config = Config.from_env(env)
    assert config.usual == Site("vertex", CloudPlace("my-project", "us-central1", "my-bucket"))
    assert config.keys == {"vertex": '{"type": "service_account"}'}
    assert config.urls["vertex"] == "", "Google's own"
    assert "service_account" not in repr(config)
    assert config.cloud.service_account in config.unspeakable


def test_a_service_account_s_key_that_is_not_there_is_named() -> None:
    said = problems(VERTEX_SERVICE_ACCOUNT_FILE="/nowhere/at/all")
    assert "can't be read" in said["VERTEX_SERVICE_ACCOUNT_FILE"]

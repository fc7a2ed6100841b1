"""What is wrong with the Google client is named."""

from pathlib import Path
from typing import Any

import pytest

from playground.google.settings import Settings
from tests.bot.accounts.signing_in import babbling, client_of
from tests.bot.doctor.examining import Bases, examined, wrong
from tests.playground.google.local import serving


def test_a_client_that_google_does_not_know_is_named(settings: dict[str, str]) -> None:
    assert set(wrong(settings | {"GOOGLE_CLIENT_SECRET": "other"})) == {"google.client"}
    found = wrong(settings | {"GOOGLE_CLIENT_ID": "other"})
    assert "invalid_client" in found["google.sign_in"].message
    assert "google.client" in found


def test_a_redirect_address_that_google_does_not_know_is_named_as_it_must_stand_there(
    settings: dict[str, str], tmp_path: Path
) -> None:
    nobody: Any = Bases()
    other = Settings(data=tmp_path / "google", redirect_uris=("https://t.example/other",))
    with serving(other, nobody) as google:
        client = client_of(google)
        its = {
            "GOOGLE_AUTH_URL": client.auth_url,
            "GOOGLE_TOKEN_URL": client.token_url,
            "GOOGLE_CLIENT_SECRET": client.secret,
        }
        found = wrong(settings | its)
    assert set(found) == {"google.sign_in"}
    assert "redirect_uri_mismatch" in found["google.sign_in"].message
    assert f":{settings['TUNER_PORT']}/google/callback" in found["google.sign_in"].fix


def test_a_sign_in_that_is_away_or_none_is_named(settings: dict[str, str]) -> None:
    away = {"GOOGLE_AUTH_URL": "http://127.0.0.1:1/auth"}
    assert set(wrong(settings | away)) == {"google.sign_in"}
    with babbling(200, b'{"hello": 1}') as url:
        assert set(wrong(settings | {"GOOGLE_TOKEN_URL": url})) == {"google.client"}
    with babbling(500, b'{"error": "oh"}') as url:
        assert set(wrong(settings | {"GOOGLE_TOKEN_URL": url})) == {"google.client"}


def test_that_google_itself_says_no_more_about_the_address_is_said(
    settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.doctor import google as room  # noqa: PLC0415

    monkeypatch.setattr(room, "GOOGLE", "127.0.0.1")
    assert "only to somebody who signs in" in examined(settings)["google.sign_in"].fix

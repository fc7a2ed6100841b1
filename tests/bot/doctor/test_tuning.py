"""What is wrong with the tuning service, or on the way to Tuner, is named."""

import socket
from pathlib import Path
from typing import Any

from bot.config import Config
from bot.domain import utc_now
from bot.store.cipher import Cipher
from bot.store.sqlite import SqliteStore
from playground.google.settings import Settings
from playground.slack.testing import Running
from tests.bot.doctor.examining import Bases, wrong
from tests.bot.test_web import free_port
from tests.playground.google.local import Google, serving


def test_a_tuning_service_that_is_away_or_another_thing_is_named(
    settings: dict[str, str], slack: Running
) -> None:
    assert set(wrong(settings | {"TUNING_URL": "http://127.0.0.1:1"})) == {"tuning.service"}
    found = wrong(settings | {"TUNING_URL": slack.url})
    assert "does not speak the Gemini API" in found["tuning.service"].message


def test_a_tuning_service_that_fails_or_refuses_is_named(
    settings: dict[str, str], google: Google
) -> None:
    method = {"method": "ListModels", "status": 503, "times": 9}
    google.service.faults.add(method)
    try:
        assert "503" in wrong(settings)["tuning.models"].message
    finally:
        google.service.faults.clear()


def test_a_service_with_nothing_to_tune_is_named(
    settings: dict[str, str], tmp_path: Path, google: Google
) -> None:
    nothing: Any = Bases([])
    with serving(Settings(data=tmp_path / "google", aliases=()), nothing) as other:
        config = Config.from_env(settings)
        store = SqliteStore(config.database, Cipher(config.key))
        store.workspace("T1").settings.set_key(other.service.api_key, by="U1", at=utc_now())
        found = wrong(settings | {"TUNING_URL": other.url})
    assert set(found) == {"tuning.models"}
    assert "May 2025" in found["tuning.models"].fix


def test_an_address_that_does_not_lead_to_tuner_is_named(
    settings: dict[str, str], slack: Running
) -> None:
    assert set(wrong(settings | {"TUNER_URL": slack.url})) >= {"browsers"}
    nowhere = wrong(settings | {"TUNER_URL": f"http://127.0.0.1:{free_port()}"})
    assert "does not lead to Tuner" in nowhere["browsers"].message
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.listen()
        taken = settings | {"TUNER_PORT": str(other.getsockname()[1])}
        other.close()
    assert "browsers" not in wrong(taken)


def test_a_port_that_something_else_has_is_named(settings: dict[str, str], slack: Running) -> None:
    port = slack.url.rsplit(":", 1)[1]
    assert "browsers" in wrong(settings | {"TUNER_PORT": port})

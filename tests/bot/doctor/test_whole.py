"""Whatever an operator gets wrong is named by `tuner doctor`, with what to do."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from rich.console import Console

from bot.config import Config, new_key
from bot.doctor import Check, examine
from bot.doctor.telling import tell
from tests.bot.doctor.examining import ROOT, examined, wrong

ALL = {
    "settings",
    "database",
    "database.version",
    "key",
    "slack.bot",
    "slack.scopes",
    "slack.clock",
    "slack.socket_mode",
    "google.redirect",
    "google.sign_in",
    "google.client",
    "google.clock",
    "google.testing",
    "tuning.service",
    "tuning.models",
    "browsers",
}


def doctor(settings: Mapping[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "doctor", *options]
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=env, check=False)


def test_all_is_well_and_every_check_was_made(settings: dict[str, str]) -> None:
    found = examined(settings)

    assert [it for it in found.values() if not it.ok] == []
    assert set(found) == ALL
    assert "2 base models can be tuned" in found["tuning.models"].message
    assert "come in pieces" in found["tuning.models"].message
    assert "7 days" in found["google.testing"].fix
    assert "also with Socket Mode" in found["browsers"].fix
    assert settings["TUNER_PORT"] + "/google/callback" in found["google.redirect"].message


def test_the_command_says_the_same_to_people_and_to_programs(settings: dict[str, str]) -> None:
    said, told = doctor(settings), doctor(settings, "--json")

    answer = json.loads(told.stdout)
    assert (said.returncode, told.returncode) == (0, 0), said.stdout + said.stderr
    assert answer["ok"] is True
    assert {it["name"] for it in answer["checks"]} == ALL
    assert {frozenset(it) for it in answer["checks"]} == {
        frozenset({"name", "ok", "message", "fix"})
    }
    assert all(name in said.stdout for name in ALL)
    assert "All is well." in said.stdout


def test_what_is_wrong_fails_the_command_and_no_secret_is_shown(settings: dict[str, str]) -> None:
    canaries = {
        "SLACK_BOT_TOKEN": "xoxb-canary-1",
        "SLACK_APP_TOKEN": "xapp-canary-2",
        "GOOGLE_CLIENT_SECRET": "GOCSPX-canary-3",
        "TUNER_KEY": new_key(),
    }
    for options in ((), ("--json",)):
        done = doctor(settings | canaries, *options)
        assert done.returncode == 1
        assert not [it for it in canaries.values() if it in done.stdout + done.stderr]
        assert "Traceback" not in done.stderr


def test_each_setting_that_is_wrong_is_named_and_the_other_checks_go_on(
    settings: dict[str, str],
) -> None:
    found = examined(settings | {"SLACK_BOT_TOKEN": "", "TUNER_POLL_SECONDS": "soon"})

    assert {name for name, it in found.items() if not it.ok} == {
        "SLACK_BOT_TOKEN",
        "TUNER_POLL_SECONDS",
        "slack.bot",
    }
    assert found["slack.socket_mode"].ok
    assert found["tuning.models"].ok


def test_without_any_setting_there_is_no_crash() -> None:
    found = wrong({})
    assert {"SLACK_BOT_TOKEN", "TUNER_KEY", "TUNING_URL", "key", "slack.bot"} <= set(found)


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        ("SLACK_API_URL", {"slack.bot", "slack.socket_mode"}),
        ("GOOGLE_TOKEN_URL", {"google.client", "tuning.models"}),
        ("TUNING_URL", {"tuning.service"}),
    ],
)
def test_no_secret_goes_to_an_address_that_is_not_safe(
    settings: dict[str, str], name: str, left_out: set[str]
) -> None:
    with socket.create_server(("0.0.0.0", 0)) as listener:  # noqa: S104  # http beyond loopback
        listener.settimeout(0)
        address = f"http://0.0.0.0:{listener.getsockname()[1]}"
        found = wrong(settings | {name: address})
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert set(found) == {name, *left_out}


def test_a_check_that_fails_itself_does_not_end_the_others(settings: dict[str, str]) -> None:
    def broken() -> Any:
        raise RuntimeError("xoxb-secret")
        yield

    config, problems = Config.read(settings)
    found = {it.name: it for it in examine(config, problems, broken())}
    assert "RuntimeError" in found["slack"].message
    assert "xoxb" not in str(found)
    assert found["browsers"].ok


def test_each_check_is_printed_as_it_comes() -> None:
    console = Console(record=True, width=200)
    seen = list[str]()

    def coming() -> Any:
        yield Check(name="one", ok=True, message="fine")
        seen.append(console.export_text(clear=False))
        yield Check(name="two", ok=False, message="bad", fix="Do this.")

    assert not tell(coming(), console)
    assert "✓ one" in seen[0]
    text = console.export_text()
    assert "✗ two" in text
    assert "Do this." in text
    assert "1 of 2 need you." in text

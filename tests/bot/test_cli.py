"""The command line says what is wrong in words, and loads only what it needs."""

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"torch", "transformers", "peft", "pandas", "matplotlib", "playwright"}
PLAIN = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}


def tuner(*args: str, env: Mapping[str, str] = PLAIN) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *args]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=env, check=False)


def loaded_by(code: str) -> set[str]:
    """Return the modules that are loaded after running *code* in a new process."""
    code += "\nimport sys, json\nprint(json.dumps(list(sys.modules)))"
    command = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, env=PLAIN, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_help_is_quick_and_says_what_there_is() -> None:
    done = tuner("--help")
    assert done.returncode == 0
    assert "serve" in done.stdout
    assert "key" in done.stdout


def test_help_needs_no_library() -> None:
    loaded = loaded_by(
        "import bot.cli, contextlib\nwith contextlib.suppress(SystemExit): bot.cli.main(['--help'])"
    )
    libraries = {"slack_bolt", "google.auth", "sqlite_utils", "apscheduler", "starlette"}
    assert not loaded & (HEAVY | libraries)


def test_the_server_loads_nothing_that_only_training_or_drawing_needs() -> None:
    loaded = loaded_by("import bot.app, bot.cli, handlers")
    assert {"slack_bolt", "google.auth", "apscheduler"} <= loaded
    assert not loaded & HEAVY


def test_settings_that_are_missing_are_all_named_and_it_is_misuse() -> None:
    done = tuner("serve")
    assert done.returncode == 2
    assert "SLACK_BOT_TOKEN: is not set" in done.stderr
    assert "TUNER_KEY: is not set" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_command_that_is_none_is_misuse() -> None:
    assert tuner("fly").returncode == 2
    assert tuner().returncode == 2


def test_a_new_key_can_be_used_as_it_is_printed() -> None:
    done = tuner("key")
    assert len(base64.b64decode(done.stdout.strip(), validate=True)) == 32
    assert done.stdout != tuner("key").stdout


def settings(tmp_path: Path, **changes: str) -> dict[str, str]:
    return {
        **PLAIN,
        "SLACK_BOT_TOKEN": "xoxb-canary-token",
        "SLACK_APP_TOKEN": "xapp-canary-token",
        "SLACK_API_URL": "http://127.0.0.1:1/api/",
        "GOOGLE_CLIENT_ID": "id",
        "GOOGLE_CLIENT_SECRET": "GOCSPX-canary",
        "TUNING_URL": "http://127.0.0.1:1",
        "TUNER_KEY": base64.b64encode(bytes(32)).decode(),
        "TUNER_DATABASE": str(tmp_path / "new" / "tuner.db"),
        "TUNER_PORT": "39471",
        **changes,
    }


def test_a_slack_that_is_away_is_said_in_words(tmp_path: Path) -> None:
    done = tuner("serve", env=settings(tmp_path))
    assert done.returncode == 1
    assert done.stderr.endswith("tuner: Slack does not answer at http://127.0.0.1:1/api/.\n")
    assert "Traceback" not in done.stderr
    assert "canary" not in done.stderr


def test_another_key_is_said_in_words(tmp_path: Path) -> None:
    tuner("serve", env=settings(tmp_path))
    other = base64.b64encode(bytes([1] * 32)).decode()
    done = tuner("serve", env=settings(tmp_path, TUNER_KEY=other))
    assert done.returncode == 1
    assert "was written with another key. Set TUNER_KEY" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("content", [b"no database at all" * 100])
def test_a_database_that_is_none_is_said_in_words(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "tuner.db"
    file.write_bytes(content)
    done = tuner("serve", env=settings(tmp_path, TUNER_DATABASE=str(file)))
    assert done.returncode == 1
    assert f"Can't open {file}" in done.stderr
    assert "Traceback" not in done.stderr

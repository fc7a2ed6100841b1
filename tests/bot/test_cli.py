"""The command line says what is wrong in words, and loads only what it needs."""

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.store.cipher import Cipher
from bot.store.sqlite import SqliteStore
from tests import make

ROOT = Path(__file__).parents[2]
HEAVY = {"torch", "transformers", "peft", "pandas", "matplotlib", "playwright"}
GRANT = '["token", "refresh", "2030-01-01T00:00:00+00:00", "openid"]'
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


def many(tmp_path: Path) -> dict[str, str]:
    """Give settings for many workspaces."""
    client = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "a", "SLACK_SIGNING_SECRET": "b"}
    none = {"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": ""}
    return settings(tmp_path, **client, **none, TUNER_URL="https://t.example")


def test_the_manifest_is_for_what_the_settings_say_unless_told_otherwise(tmp_path: Path) -> None:
    plain = (ROOT / "manifest.yml").read_text()
    assert tuner("manifest").stdout == plain
    assert tuner("manifest", "--socket", env=many(tmp_path)).stdout == plain
    assert "https://t.example/slack/events" in tuner("manifest", env=many(tmp_path)).stdout
    told = tuner("manifest", "--url", "https://other.example/", "--prefix", "x-").stdout
    assert "request_url: https://other.example/slack/events" in told
    assert "command: /x-tune" in told


def test_a_manifest_that_makes_no_sense_is_misuse() -> None:
    done = tuner("manifest", "--url", "http://t.example", "--prefix", "no way")
    assert done.returncode == 2
    assert "--url: must be an https:// URL" in done.stderr
    assert "TUNER_COMMAND_PREFIX: may have" in done.stderr
    assert tuner("manifest", "--url", "https://t.example", "--socket").returncode == 2


def at_work(env: Mapping[str, str]) -> SqliteStore:
    return SqliteStore(Path(env["TUNER_DATABASE"]), Cipher(base64.b64decode(env["TUNER_KEY"])))


def test_whoever_is_forgotten_is_gone_and_it_is_said_what_that_was(tmp_path: Path) -> None:
    env = settings(tmp_path, GOOGLE_REVOKE_URL="http://127.0.0.1:1/revoke")
    store = at_work(env)
    for team in ("T1", "T2"):
        for user in ("U1", "U2"):
            store.workspace(team).accounts.link(make.account(user=user), GRANT)
        store.workspace(team).answers.keep(make.kept(by="U1"))
        store.workspace(team).jobs.add(make.job(), now=make.NOON)
    person = tuner("forget", "--workspace", "T1", "--person", "U1", env=env)
    assert person.stdout == "U1 in T1: 1 Google links, 1 answers\n"
    done = tuner("forget", "--workspace", "T1", "T3", env=env)
    assert done.stdout == "T1: 1 Google links, 1 jobs\nT3: nothing was here\n"
    assert (person.returncode, done.returncode) == (0, 0)
    assert not store.workspace("T1").jobs.jobs()
    assert store.workspace("T2").accounts.account("U2")
    assert store.workspace("T2").jobs.jobs()


def test_the_key_is_changed_and_the_old_one_is_needed_no_more(tmp_path: Path) -> None:
    env = settings(tmp_path)
    at_work(env).workspace("T1").accounts.link(make.account(), "s3cret")
    new = base64.b64encode(bytes([1] * 32)).decode()
    changed = env | {"TUNER_KEY": new, "TUNER_OLD_KEYS": env["TUNER_KEY"]}
    done = tuner("rotate-key", env=changed)
    assert done.stdout == "2 encrypted anew. TUNER_OLD_KEYS is needed no more.\n"
    assert at_work(changed).workspace("T1").accounts.credentials("U1") == "s3cret"
    assert "another key" in tuner("rotate-key", env=env).stderr


@pytest.mark.parametrize("content", [b"no database at all" * 100])
def test_a_database_that_is_none_is_said_in_words(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "tuner.db"
    file.write_bytes(content)
    done = tuner("serve", env=settings(tmp_path, TUNER_DATABASE=str(file)))
    assert done.returncode == 1
    assert f"Can't open {file}" in done.stderr
    assert "Traceback" not in done.stderr

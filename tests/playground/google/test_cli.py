"""The service as a program of its own."""

import argparse
import re
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from playground.google import cli

ANY = "0.0.0.0"  # noqa: S104 - never listened on here
PROGRAM = """
import argparse
from playground.google import cli
parser = argparse.ArgumentParser()
cli.add_arguments(parser)
cli.run(parser.parse_args())
"""


@contextmanager
def program(data: Path, *more: str) -> Generator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """Start the service; give the process and the lines up to the last token, by first word."""
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM, "--port", "0", "--data", str(data)]
    process = subprocess.Popen(
        [*command, "--trainer", "replay", *more], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    said: dict[str, str] = {}
    try:
        for line in process.stdout:
            word, rest = line.removeprefix("google: ").strip().split(" ", 1)
            said[word] = rest
            if "chloe" in rest:
                break
        yield process, said
    finally:
        process.kill()
        process.wait(10)


def parsed(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    return parser.parse_args(given)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_what_to_call_it_with_and_stops_when_told(
    tmp_path: Path, how: signal.Signals
) -> None:
    with program(tmp_path) as (process, said):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", said["ready"])
        headers = {"x-goog-api-key": said["api-key"].split()[0]}
        answer = requests.get(f"{said['ready']}/v1beta/models", headers=headers, timeout=10)
        assert answer.status_code == 200
        headers = {"Authorization": f"Bearer {said['token'].split()[0]}"}
        answer = requests.get(f"{said['ready']}/v1beta/models", headers=headers, timeout=10)
        assert answer.status_code == 200
        process.send_signal(how)
        assert process.wait(15) == 0


def test_the_same_folder_keeps_the_same_keys(tmp_path: Path) -> None:
    with program(tmp_path) as (_, first):
        pass
    with program(tmp_path) as (_, second):
        pass
    assert first["api-key"] == second["api-key"]
    assert first["client-secret"] == second["client-secret"]


def test_beyond_this_machine_it_needs_passwords(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="python -m playground password"):
        cli.run(parsed("--host", ANY, "--port", "0", "--data", str(tmp_path)))


def test_with_a_password_it_may_listen_and_only_those_with_one_sign_in(tmp_path: Path) -> None:
    password(tmp_path, "zoe@playground.test", "correct horse")
    cli._need_passwords(tmp_path)  # pyright: ignore[reportPrivateUsage]  # noqa: SLF001
    assert not cli.settings_of(parsed("--host", ANY)).open_sign_in


def password(data: Path, email: str, text: str) -> subprocess.CompletedProcess[str]:
    program = """
import argparse
from playground.google import cli
parser = argparse.ArgumentParser()
cli.add_password_arguments(parser)
cli.set_password(parser.parse_args())
"""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, email, "--data", str(data)],
        input=text + "\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_short_password_is_refused_in_words(tmp_path: Path) -> None:
    done = password(tmp_path, "zoe@playground.test", "short")
    assert done.returncode == 1
    assert "at least 8" in done.stderr


def test_a_taken_port_is_said_in_words(tmp_path: Path) -> None:
    with program(tmp_path) as (_, said):
        port = said["ready"].rpartition(":")[2]
        with pytest.raises(SystemExit, match="Choose another --port"):
            cli.run(parsed("--port", port, "--data", str(tmp_path / "other")))


def test_a_base_without_a_source_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="NAME=SOURCE"):
        cli.run(parsed("--port", "0", "--data", str(tmp_path), "--base", "tiny"))

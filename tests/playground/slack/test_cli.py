"""The program: what it prints, and that it stops."""

import argparse
import signal
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from playground.person import Person
from playground.slack import cli
from playground.slack.passwords import set_password
from playground.slack.testing import Running
from playground.slack.world import World
from tests.playground.slack.conftest import client_of

EVERYWHERE = "0.0.0.0"  # noqa: S104  # where it must not listen without passwords


@contextmanager
def program(data: Path, *options: str) -> Generator[tuple[subprocess.Popen[str], dict[str, str]]]:
    command = [sys.executable, "-u", "-m", "playground", "slack", "--port", "0"]
    started = subprocess.Popen(
        [*command, "--data", str(data), *options], stdout=subprocess.PIPE, text=True
    )
    try:
        assert started.stdout
        lines = [started.stdout.readline().strip() for _ in range(5)]
        said = dict(line.split("=", 1) for line in lines[1:])
        yield started, said | {"ready": lines[0]}
    finally:
        started.kill()
        started.wait()


def test_it_prints_where_it_is_and_stops_at_once_although_people_listen(tmp_path: Path) -> None:
    with program(tmp_path) as (started, said):
        url = said["ready"].removeprefix("slack: ready ")
        slack = Running(
            url,
            said["SLACK_BOT_TOKEN"],
            said["SLACK_APP_TOKEN"],
            "",
            None,  # pyright: ignore[reportArgumentType]
            None,  # pyright: ignore[reportArgumentType]
        )
        ben = Person.named(url, "Ben")
        assert said["SLACK_API_URL"] == f"{url}/api/"
        handler = SocketModeHandler(App(client=client_of(slack)), slack.app_token)
        handler.client.auto_reconnect_enabled = False
        handler.connect()
        with requests.get(f"{url}/person/events?as={ben.user}", stream=True, timeout=5):
            waiting = threading.Thread(target=_wait, args=[ben], daemon=True)
            waiting.start()
            started.send_signal(signal.SIGTERM)
            assert started.wait(10) == 0
            handler.close()


def _wait(person: Person) -> None:
    try:
        person.get("changes", wait=20)
    except requests.ConnectionError:
        return


def test_beyond_this_machine_everyone_needs_a_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(arguments("--host", EVERYWHERE, "--data", str(tmp_path))) == 1
    assert "people need passwords: ada, ben, chloe" in capsys.readouterr().err


def test_with_passwords_only_who_knows_one_comes_in(tmp_path: Path) -> None:
    world = World.open(cli.Settings(data=tmp_path))
    for person in world.workspace.humans():
        set_password(world.store, person["id"], f"secret of {person['name']}")
    ada = world.workspace.named("ada")
    world.close()
    assert ada
    with program(tmp_path, "--host", EVERYWHERE) as (_, said):
        url = said["ready"].removeprefix("slack: ready ").replace(EVERYWHERE, "127.0.0.1")
        workspace = f"{url}/person/workspace"
        assert requests.get(workspace, timeout=5).status_code == 401
        assert requests.get(workspace, auth=("ben", "guess"), timeout=5).status_code == 401
        assert requests.get(url, timeout=5).status_code == 401
        ben = ("ben", "secret of ben")
        assert requests.get(workspace, auth=ben, timeout=5).status_code == 200
        as_ada = requests.get(workspace, params={"as": ada["id"]}, auth=ben, timeout=5)
        assert as_ada.status_code == 403


def test_a_port_that_is_taken_is_words(
    tmp_path: Path, slack: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    port = slack.url.rpartition(":")[2]
    assert cli.run(arguments("--port", port, "--data", str(tmp_path / "other"))) == 1
    assert f"Can't listen on 127.0.0.1:{port}" in capsys.readouterr().err


def arguments(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    return parser.parse_args(given)

"""While the database does not answer, whoever sends a form hears it in time; then all goes on."""

import resource
import sqlite3
import sys
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.app import House
from playground.journey import Traveller, text_of
from playground.person import Json
from playground.slack.testing import Running
from tests.bot.test_app import house, journal, manifest, serving, settings, slack
from tests.faults.google_rig import local_tuning
from tests.playground.google.local import Google

__all__ = ["house", "manifest", "settings", "slack"]  # their fixtures are ours

CSV = b"text_input,output\nI,II\nII,III\nIV,V\n"
SAID = "nothing was changed"
IN_TIME = 3000  # milliseconds until Slack gives up


@pytest.fixture(scope="module")
def google(tmp_path_factory: pytest.TempPathFactory) -> Generator[Google]:
    with local_tuning(tmp_path_factory.mktemp("google")) as it:
        yield it


@contextmanager
def locked(house: House) -> Generator[None]:
    with closing(sqlite3.connect(house.config.database, isolation_level=None)) as other:
        other.execute("begin immediate")
        yield


@contextmanager
def read_only(house: House) -> Generator[None]:
    """Have each connection refuse to write, as on a disk that the system has closed."""
    store: Any = house.store
    kept = {name: getattr(store, name) for name in ("_db", "_quick_db")}
    refuses = [True]

    def refusing(connect: Callable[[], Any]) -> Callable[[], Any]:
        def connected() -> Any:
            db = connect()
            db.conn.execute(f"pragma query_only = {int(refuses[0])}")
            return db

        return connected

    for name, connect in kept.items():
        setattr(store, name, refusing(connect))
    yield
    refuses.clear()
    refuses.append(False)


@contextmanager
def full(process: int) -> Generator[None]:
    """Let a process's files grow no more: what it adds to them is refused, as on a full disk."""
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (1, before[1]))
    yield
    resource.prlimit(process, resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("trouble", [locked, read_only])
def test_a_form_that_can_not_be_kept_is_said_in_time_and_sent_again(
    house: House, slack: Running, trouble: Callable[[House], AbstractContextManager[None]]
) -> None:
    send_twice(slack, house.config.database, trouble(house))


@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process are Linux's own")
def test_a_form_for_which_the_disk_has_no_room_is_said_in_time_and_sent_again(
    settings: dict[str, str], slack: Running, tmp_path: Path
) -> None:
    with serving(settings, tmp_path / "log") as process:
        send_twice(slack, Path(settings["TUNER_DATABASE"]), full(process.pid))


def send_twice(slack: Running, database: Path, trouble: AbstractContextManager[None]) -> None:
    """Send a form while there is trouble, read the words, and send it again when it is over."""
    ada = Traveller.arrive(slack.url, "Ada", "tuning")
    form = ada.open_form("ada@playground.test")
    file = ada.person.upload("cats.csv", CSV)["id"]
    since = journal(slack, "to_app")[-1]["seq"]
    with trouble:
        ada.person.submit(form, file=[file], display_name="cats")
        notice = ada.modal(lambda it: SAID in text_of(it))
    [sent] = [it for it in journal(slack, "to_app", since) if it.get("acked_ms")]
    assert sent["acked_ms"] < IN_TIME
    assert forms(database) == []

    ada.person.close(notice)
    again: Json = ada.modal(lambda it: it["id"] == form["id"])
    ada.person.submit(again, file=[file], display_name="cats")
    ada.see("Start")
    assert forms(database) == ["cats"]
    ada.close()


def forms(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        return [name for (name,) in db.execute("select display_name from drafts")]

"""A database that is locked, full or read-only is said in words, loses nothing, and recovers."""

import sqlite3
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain import JobState, NewsKind
from bot.errors import NotKept
from bot.store import Store
from bot.store.cipher import Cipher
from bot.store.sqlite import SqliteStore
from tests import make
from tests.bot.store.writing import LATER, again, written
from tests.conftest import KEY

Trouble = Callable[[SqliteStore, Path], Any]


@contextmanager
def locked(_: SqliteStore, path: Path) -> Generator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        yield


@contextmanager
def full(store: SqliteStore, _: Path) -> Generator[None]:
    db: Any = vars(store)["_mine"].db
    pages = db.conn.execute("pragma page_count").fetchone()[0]
    db.conn.execute(f"pragma max_page_count = {pages}")
    yield
    db.conn.execute("pragma max_page_count = 1000000")


@contextmanager
def read_only(store: SqliteStore, _: Path) -> Generator[None]:
    db: Any = vars(store)["_mine"].db
    db.conn.execute("pragma query_only = on")
    yield
    db.conn.execute("pragma query_only = off")


@pytest.fixture
def store(path: Path) -> SqliteStore:
    return SqliteStore(path, Cipher(KEY))


@pytest.mark.parametrize("trouble", [locked, full, read_only])
def test_trouble_is_said_in_time_nothing_is_half_written_and_it_goes_on(
    store: SqliteStore, path: Path, trouble: Trouble
) -> None:
    ours = store.workspace("T1")
    claim = written(ours, card=make.CARD)
    before = (ours.jobs.job("cat"), count(store))
    moved = replace(claim.job, state=JobState.TUNING, snapshots=make.snapshots(3_000))

    with trouble(store, path):
        for call in (
            lambda: ours.jobs.advance(claim, moved, look_at=LATER, news=[NewsKind.STARTED]),
            lambda: ours.datasets.keep(b"x" * 500_000, name="f", owner="U1", at=LATER),
            store.try_writing,
        ):
            if call == store.try_writing and trouble is full:
                continue  # there is room for what changes nothing
            began = time.monotonic()
            with pytest.raises(NotKept, match="nothing was changed"):
                call()
            assert time.monotonic() - began < 2
        assert (ours.jobs.job("cat"), count(store)) == before, "it can be read meanwhile"

    store.try_writing()
    assert ours.jobs.advance(claim, moved, look_at=LATER, news=[NewsKind.STARTED])
    assert len(ours.jobs.job("cat").snapshots) == 3_000
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)


def count(store: Store) -> int:
    return sum(store.standing(LATER).jobs.values())


def test_a_mistake_of_ours_is_not_taken_for_trouble(store: SqliteStore) -> None:
    rows: Any = vars(store.workspace("T1").jobs)["_rows"]
    with pytest.raises(sqlite3.OperationalError):
        rows.select("nonsense")


def test_monitors_see_how_things_stand(store: SqliteStore) -> None:
    ours = store.workspace("T1")
    written(ours, card=make.CARD)
    over = written(ours, "dog", card=make.CARD)
    done = replace(over.job, state=JobState.READY)
    assert ours.jobs.advance(over, done, look_at=None, news=[NewsKind.READY])

    standing = store.standing(LATER.replace(year=2100))

    assert standing.jobs == {"wanted": 1, "ready": 1}
    assert standing.lag > 0
    assert standing.age > 0
    assert (standing.given_up, standing.in_line) == (0, 0)
    assert again(ours).job.id == "cat"


def test_many_requests_at_once_wait_no_longer_than_one_for_a_locked_database(
    store: SqliteStore, path: Path
) -> None:
    def begin(number: int) -> float:
        began = time.monotonic()
        with pytest.raises(NotKept):
            store.inbox.begin(f"Ev{number}", LATER)
        return time.monotonic() - began

    with locked(store, path), ThreadPoolExecutor(20) as pool:
        assert max(pool.map(begin, range(20))) < 2

    assert store.inbox.begin("Ev1", LATER)

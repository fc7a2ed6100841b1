"""A database that is busy as Tuner starts is waited for, and then told of in words."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Timer

import pytest

from bot.app.starting import CantStart, kept, open_store
from bot.config import Config, new_key
from bot.store import Store
from tests import make

LATER = make.NOON.replace(year=make.NOON.year + 1)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    config, _ = Config.read({"TUNER_DATABASE": str(tmp_path / "tuner.db"), "TUNER_KEY": new_key()})
    return config


@pytest.fixture
def store(config: Config) -> Store:
    store = open_store(config, wait=0.1)
    store.departures.withdraw("T1", make.NOON)
    return store


@pytest.fixture
def lock(config: Config, store: Store) -> Iterator[sqlite3.Connection]:
    """Hold the database as another program may, from after it was opened."""
    path = config.database
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("begin immediate")
        yield other


def test_a_start_goes_on_as_soon_as_the_database_takes_something(
    config: Config, store: Store, lock: sqlite3.Connection
) -> None:
    free = Timer(0.5, partial(lock.execute, "rollback"))
    free.start()

    kept(config, partial(store.departures.come_back, "T1"))

    free.join()
    assert list(store.departures.left(LATER)) == []


def test_where_it_takes_nothing_for_long_whoever_starts_it_reads_why(
    config: Config, store: Store, lock: sqlite3.Connection
) -> None:
    with pytest.raises(CantStart, match=r"tuner\.db takes nothing now: database is locked\. See"):
        kept(config, partial(store.departures.come_back, "T1"), patience=0.2)

    lock.execute("rollback")
    assert list(store.departures.left(LATER)) == ["T1"], "nothing was half-written"

"""The key can be changed while everybody works."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from bot.store import Store
from bot.store.cipher import Cipher, UnknownKey
from bot.store.rekeying import SEALED
from bot.store.sqlite import SqliteStore, connect
from bot.store.tenant import rows_of
from tests import make
from tests.bot.store.test_isolation import move_in
from tests.conftest import KEY

NEW = bytes([7]) * 32


def rekeyed(store: Store, batch: int = 20) -> list[int]:
    """Rotate, and return how much each batch was."""
    batches = list[int]()
    while done := store.rekey(batch):
        batches.append(done)
        time.sleep(0.01)  # as `tuner rotate-key` does, so that others get a word in
    return batches


def test_every_table_with_something_sealed_is_known(path: Path) -> None:
    SqliteStore(path, Cipher(KEY))
    sql = (
        "select m.name from sqlite_master m, pragma_table_info(m.name) c "
        "where m.type = 'table' and c.type = 'BLOB'"
    )
    assert {row["name"] for row in rows_of(connect(path), sql, {})} == set(SEALED)


def test_what_an_older_key_sealed_needs_only_the_new_one_afterwards(path: Path) -> None:
    move_in(SqliteStore(path, Cipher(KEY)))
    SqliteStore(path, Cipher(KEY)).installations.put(make.installation())
    with pytest.raises(UnknownKey):
        SqliteStore(path, Cipher(NEW))

    assert rekeyed(SqliteStore(path, Cipher(NEW, KEY)), batch=1) == [1] * 7

    store = SqliteStore(path, Cipher(NEW))
    assert store.workspace("T1").accounts.credentials("U1") == "theirs"
    assert store.workspace("T1").answers.kept("a1") == make.kept()
    assert store.installations.of("T1") == make.installation()
    with pytest.raises(UnknownKey):
        SqliteStore(path, Cipher(KEY))


def work(store: Store, number: int, stop: Event) -> int:
    """Read and write as a busy person does, and return how often."""
    ours, done, grant = store.workspace(f"T{number % 5}"), 0, f"grant {number}"
    time.sleep(number / 50)
    ours.accounts.link(make.account(user=f"U{number}"), grant)
    while not stop.is_set():
        assert ours.accounts.credentials(f"U{number}") == grant
        grant = f"grant {number}, {done}"
        ours.accounts.refreshed(f"U{number}", grant)
        done += 1
        time.sleep(1)
    return done


def test_the_key_is_changed_under_fifty_who_work_and_nobody_fails(
    path: Path,
) -> None:
    old = SqliteStore(path, Cipher(KEY))
    for number in range(200):
        old.workspace("T1").answers.keep(make.kept(id=f"a{number}"))
    store, stop = SqliteStore(path, Cipher(NEW, KEY)), Event()
    with ThreadPoolExecutor(50) as pool:
        working = [pool.submit(work, store, number, stop) for number in range(50)]
        try:
            batches = rekeyed(SqliteStore(path, Cipher(NEW, KEY), wait=30))
            time.sleep(1)
        finally:
            stop.set()
        done = [it.result() for it in working]

    assert sum(batches) >= 200
    assert min(done) >= 1
    assert SqliteStore(path, Cipher(NEW)).workspace("T1").answers.kept("a199")

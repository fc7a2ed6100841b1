"""What only the SQLite store has to promise."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event

import pytest
from cryptography.exceptions import InvalidTag
from sqlite_utils import Database

from bot.domain import Answer, Question
from bot.errors import NotConnected
from bot.store.cipher import Cipher, UnknownKey
from bot.store.sqlite import SqliteStore, alone, connect
from bot.store.tenant import Tenant, writing
from tests import make
from tests.bot.store.writing import again, progress, written
from tests.conftest import KEY

CIPHER = Cipher(KEY)
NEW_KEY = bytes(range(32))


def test_secrets_and_examples_are_never_on_disk_in_the_clear(path: Path) -> None:
    store = SqliteStore(path, CIPHER)
    ours = store.workspace("T1")
    ours.accounts.link(make.account(), "s3cret")
    ours.datasets.keep(b"s3cret,s3cret", name="a.csv", owner="U1", at=make.NOON)
    ours.settings.set_key("s3cret-key", by="U1", at=make.NOON)
    said = make.kept(question=Question(text="s3cret"), answer=Answer(text="s3cret"))
    ours.answers.keep(said)
    store.links.attempt("s3cret", make.attempt(verifier="s3cret", intent="s3cret"))
    store.links.pend("s3cret", make.pending(credentials="s3cret"))

    files = list(path.parent.glob("tuner*"))

    assert path.with_name("tuner.db-wal") in files, "the write-ahead log is looked at too"
    assert not any(b"s3cret" in file.read_bytes() for file in files)


@pytest.mark.parametrize("moved", [("T2", "U1"), ("T1", "U2")])
def test_a_row_that_is_copied_to_somebody_else_does_not_open(
    path: Path, moved: tuple[str, str]
) -> None:
    store = SqliteStore(path, CIPHER)
    store.workspace("T1").accounts.link(make.account(), "s3cret")
    workspace, user = moved
    with closing(Database(path)) as db:
        db.execute("update accounts set workspace = ?, person = ?", [workspace, user])

    with pytest.raises(InvalidTag):
        store.workspace(workspace).accounts.credentials(user)


def test_what_is_sealed_for_one_purpose_does_not_open_for_another() -> None:
    sealed = CIPHER.seal(b"it", "T1", "U1", "credentials")

    for owner in [("T1", "U1", "dataset"), ("T1", "U1credentials"), ("T1U1", "credentials")]:
        with pytest.raises(InvalidTag):
            CIPHER.open(sealed, *owner)


def test_an_older_key_still_opens_and_the_new_one_seals() -> None:
    sealed = CIPHER.seal(b"it", "T1")
    both, new = Cipher(NEW_KEY, KEY), Cipher(NEW_KEY)

    assert both.open(sealed, "T1") == b"it"
    assert new.open(both.seal(b"it", "T1"), "T1") == b"it"
    with pytest.raises(UnknownKey):
        new.open(sealed, "T1")


def test_the_same_thing_is_never_sealed_alike() -> None:
    assert CIPHER.seal(b"it", "T1") != CIPHER.seal(b"it", "T1")


def test_another_key_is_found_out_at_once(path: Path) -> None:
    SqliteStore(path, CIPHER)

    with pytest.raises(UnknownKey):
        SqliteStore(path, Cipher(NEW_KEY))
    SqliteStore(path, Cipher(NEW_KEY, KEY))


def test_links_that_nobody_came_back_for_are_swept_away(path: Path) -> None:
    store = SqliteStore(path, CIPHER)
    store.links.attempt("one", make.attempt())
    store.links.pend("two", make.pending(expires=make.NOON + timedelta(hours=1)))

    assert store.links.take_attempt("another", make.attempt().expires) is None

    with closing(connect(path)) as db:
        assert db.execute("select kind from links").fetchall() == [("pending",)]


def test_one_at_a_time_begins_with_a_file(path: Path) -> None:
    """Several that switch a new file to WAL at once may be refused, however long they wait."""
    inside, most, at_once = list[int](), list[int](), Barrier(4)

    def begin(n: int) -> None:
        at_once.wait()
        with alone(path):
            inside.append(n)
            most.append(len(inside))
            Event().wait(0.05)  # long enough for another one to come in, if it could
            inside.remove(n)

    with ThreadPoolExecutor(4) as everybody:
        list(everybody.map(begin, range(4)))

    assert most == [1, 1, 1, 1]


def test_a_power_cut_takes_nothing_back(path: Path) -> None:
    """That is what WAL with synchronous=FULL (2) means; NORMAL may lose the last commits."""
    with closing(connect(path)) as db:
        assert db.journal_mode == "wal"
        assert db.execute("pragma synchronous").fetchone() == (2,)


def test_a_tenant_cannot_be_asked_for_another_workspace(path: Path) -> None:
    store = SqliteStore(path, CIPHER)
    store.workspace("T1").accounts.link(make.account(), "s3cret")
    tenant = Tenant("T2", lambda: connect(path), CIPHER)

    assert tenant.select("accounts", "true or true", workspace="T1") == []


def test_what_fails_half_way_leaves_nothing(path: Path) -> None:
    store = SqliteStore(path, CIPHER)
    row = {"person": "U1", "email": "", "scopes": "[]", "linked": 0.0, "sealed": b""}
    with closing(connect(path)) as db, suppress(ZeroDivisionError), writing(db):
        assert Tenant("T1", lambda: db, CIPHER).insert("accounts", row)
        raise ZeroDivisionError

    with pytest.raises(NotConnected):
        store.workspace("T1").accounts.credentials("U1")


def test_a_step_of_a_long_training_writes_no_more_than_one_of_a_short_one(path: Path) -> None:
    """A card is written each second: that must not grow with the thousands of steps before."""
    ours = SqliteStore(path, CIPHER).workspace("T1")
    written(ours, total_steps=4000)
    log, sizes = path.with_name("tuner.db-wal"), list[int]()
    with closing(connect(path)) as db:
        for done in (3000, 3001, 3002):
            db.execute("pragma wal_checkpoint(truncate)").fetchall()
            assert progress(ours, again(ours), done)
            sizes.append(log.stat().st_size)

    first, *later = sizes
    assert max(later) < first / 4

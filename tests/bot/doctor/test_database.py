"""A database or a key that can't be used is named, and none is changed."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.config import new_key
from tests.bot.doctor.examining import examined, wrong


def broken_database(path: Path) -> None:
    for file in path.parent.glob("tuner.db*"):
        file.unlink()
    path.write_bytes(b"no database at all" * 100)


def newer_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at)"
            " values ('tuner', 'of_next_year', '')"
        )
        db.commit()


@pytest.mark.parametrize(
    ("spoil", "name", "words"),
    [
        (broken_database, "database", "not a database"),
        (newer_database, "database.version", "of_next_year"),
    ],
)
def test_a_database_that_can_t_be_used_is_named(
    settings: dict[str, str], spoil: Callable[[Path], None], name: str, words: str
) -> None:
    spoil(Path(settings["TUNER_DATABASE"]))
    assert words in wrong(settings)[name].message


def test_a_database_that_somebody_holds_is_named(settings: dict[str, str]) -> None:
    with closing(sqlite3.connect(settings["TUNER_DATABASE"])) as db:
        db.execute("begin immediate")
        assert "locked" in wrong(settings)["database"].message


def test_a_folder_that_is_none_is_named(settings: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings["TUNER_DATABASE"] = str(tmp_path / "file" / "tuner.db")
    assert "is no folder" in wrong(settings)["database"].message


def test_looking_changes_no_database(settings: dict[str, str], tmp_path: Path) -> None:
    new, older = tmp_path / "new" / "tuner.db", tmp_path / "older.db"
    with closing(sqlite3.connect(older)) as db:
        db.execute("create table mine (it)")
    before = older.read_bytes()

    assert not wrong(settings | {"TUNER_DATABASE": str(new)})
    found = examined(settings | {"TUNER_DATABASE": str(older)})

    assert not new.parent.exists()
    assert older.read_bytes() == before
    assert "are to be done" in found["database.version"].message
    assert "nobody is there to ask as" in found["tuning.models"].message


def test_another_key_is_named(settings: dict[str, str]) -> None:
    assert set(wrong(settings | {"TUNER_KEY": new_key()})) == {"key"}

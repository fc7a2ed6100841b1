"""Look at a database without changing it."""

import json
import os
import sqlite3
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from cryptography.exceptions import InvalidTag
from sqlite_utils import Database

from bot.store.cipher import Cipher, UnknownKey
from bot.store.migrations import migrations

PATIENCE = 2  # seconds for a lock that somebody else holds
TRY = "begin immediate; create table tried (it); rollback"
LINKS = "select workspace, person, scopes from accounts order by coalesce(used, linked) desc"
WAYS_IN = (
    "select workspace, '' from keys where service = 'gemini' order by kept desc limit 1",
    "select workspace, person from accounts order by coalesce(used, linked) desc limit 1",
)


class Unusable(Exception):  # noqa: N818  # `str(error)` is for the person who runs Tuner
    """The file can't be used; the words say why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a database is like.

    *pending* are the steps of the schema that it lacks, *unknown* those that we lack. *opens*
    says whether the key is the one that it was written with; None if it was with none so far.
    """

    pending: tuple[str, ...]
    unknown: tuple[str, ...]
    opens: bool | None

    @property
    def is_ours(self) -> bool:
        """Tell whether it can be read as it is: opening an older one would change it."""
        return bool(self.opens and not self.pending and not self.unknown)


def look(path: Path, cipher: Cipher | None) -> State | None:
    """Return what the database is like, None if it is yet to be made. Raises `Unusable`."""
    if not path.exists():
        _check_folder(path.absolute().parent)
        return None
    with _opened(path) as db:
        db.conn.executescript(TRY)
        applied = [it.name for it in migrations.applied(db)]
        missing = tuple(it.name for it in migrations.pending(db))
        known = {it.name for it in migrations.pending(Database(memory=True))}  # all there are
        unknown = tuple(name for name in applied if name not in known)
        return State(pending=missing, unknown=unknown, opens=_opens(db, cipher))


def way_in(path: Path) -> tuple[str, str] | None:
    """Return the workspace whose API key came last, with no person; else who used a link last."""
    if not path.exists():
        return None
    with _opened(path) as db:
        for sql in WAYS_IN:
            for workspace, person in db.execute(sql):
                return workspace, person
    return None


def linked_for(path: Path, scopes: Sequence[str]) -> tuple[str, str] | None:
    """Return whose link was used last among those that allow all of these scopes."""
    if not path.exists():
        return None
    with _opened(path) as db:
        for workspace, person, granted in db.execute(LINKS):
            if set(scopes) <= set(json.loads(granted)):
                return workspace, person
    return None


@contextmanager
def _opened(path: Path) -> Generator[Database]:
    """Open without switching to WAL, which would change a file that is not ours."""
    url = f"file:{quote(str(path))}?mode=rw"
    try:
        with closing(sqlite3.connect(url, uri=True, timeout=PATIENCE)) as connection:
            yield Database(connection)
    except sqlite3.Error as error:
        raise Unusable(str(error)) from error


def _opens(db: Database, cipher: Cipher | None) -> bool | None:
    if cipher is None or not db.table("lock").exists():
        return None
    for (sealed,) in db.execute("select sealed from lock"):
        try:
            cipher.open(sealed, "lock")
        except (UnknownKey, InvalidTag):
            return False
        return True
    return None


def _check_folder(folder: Path) -> None:
    """See that the folder can be made, or written if it is there."""
    there = next(it for it in (folder, *folder.parents) if it.exists())
    if not there.is_dir():
        raise Unusable(f"{there} is no folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise Unusable(f"{there} can't be written")

"""One workspace's rows, and how statements reach the database."""

import re
import sqlite3
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from threading import Lock
from typing import Any, LiteralString

from sqlite_utils import Database

from bot.errors import NotKept
from bot.store.cipher import Cipher
from bot.store.rows import Row

PRIMARY = 0xFF  # of an error code; the rest says more
NO_ANSWER = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


READS = re.compile(r"\s*(select|with)\b")


@contextmanager
def in_words() -> Generator[None]:
    """Say that the database is locked, full or read-only; a mistake of ours stays one."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & PRIMARY in NO_ANSWER:
            raise NotKept from error
        raise


TURN = 1.0  # seconds
_ONE_BY_ONE = Lock()


@contextmanager
def in_turn(patience: float = TURN) -> Generator[None]:
    """Let this process's writers come one by one, each as soon as the last one is done.

    SQLite has them try again and again after pauses, and lets some of many wait too long.
    """
    if not _ONE_BY_ONE.acquire(timeout=patience):
        raise NotKept
    try:
        yield
    finally:
        _ONE_BY_ONE.release()


@contextmanager
def writing(db: Database) -> Generator[None]:
    """Hold the write lock: a read inside is still true when the write after it lands.

    A deferred transaction would fail at once there, whatever the busy time-out.
    """
    with in_turn(), in_words():
        db.conn.execute("begin immediate")
        try:
            yield
            db.commit()
        except BaseException:
            db.rollback()
            raise


def rows_of(db: Database, sql: str, values: Row) -> list[Row]:
    """Run one statement that returns rows; outside `writing` it is saved at once.

    `Database.query` puts a savepoint around each, which is three statements for one.
    """
    with in_words():
        if db.conn.in_transaction or READS.match(sql):
            return _rows(db, sql, values)
        with in_turn():
            try:
                rows = _rows(db, sql, values)
                db.commit()
            except BaseException:
                db.rollback()
                raise
            return rows


def _rows(db: Database, sql: str, values: Row) -> list[Row]:
    found = db.conn.execute(sql, values)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


class Tenant:
    """One workspace's rows, in whatever table.

    Statements are made here and carry the workspace; there is no other way in. What a
    caller adds to them is text from our own source, as the types say, and values. *holder* is
    who claims, so that claims can be handed back.
    """

    def __init__(
        self, workspace: str, db: Callable[[], Database], cipher: Cipher, holder: str = ""
    ) -> None:
        self.workspace, self.holder = workspace, holder
        self._db, self._cipher = db, cipher

    def writing(self) -> AbstractContextManager[None]:
        return writing(self._db())

    def select(
        self, table: LiteralString, where: LiteralString = "true", **values: object
    ) -> list[Row]:
        return self._run(f"select * from {table} where {_own(where)}", values)

    def newest(self, table: LiteralString, where: LiteralString, **values: object) -> list[Row]:
        """Return the *limit* rows with the highest ids, those first."""
        sql = f"select * from {table} where {_own(where)} order by id desc limit :limit"
        return self._run(sql, values)

    def tuples(
        self, table: LiteralString, columns: LiteralString, where: LiteralString, **values: object
    ) -> list[tuple[Any, ...]]:
        """Return a few columns, where rows are many: half the time."""
        sql = f"select {columns} from {table} where {_own(where)}"
        with in_words():
            return self._db().execute(sql, {**values, "workspace": self.workspace}).fetchall()

    def update(
        self, table: LiteralString, changes: LiteralString, where: LiteralString, **values: object
    ) -> list[Row]:
        """Return the rows as they are now."""
        return self._run(f"update {table} set {changes} where {_own(where)} returning *", values)

    def touch(
        self, table: LiteralString, changes: LiteralString, where: LiteralString, **values: object
    ) -> bool:
        """Say whether there was a row to update: quicker than reading it."""
        sql = f"update {table} set {changes} where {_own(where)}"
        with in_words():
            done = self._db().execute(sql, {**values, "workspace": self.workspace})
        return done.rowcount > 0

    def delete(self, table: LiteralString, where: LiteralString, **values: object) -> list[Row]:
        """Return the rows as they were."""
        return self._run(f"delete from {table} where {_own(where)} returning *", values)

    def insert(self, table: LiteralString, row: Row) -> list[Row]:
        """Return the row, or nothing if its key is taken."""
        return self._run(f"{_insert(table, row)} on conflict do nothing returning *", row)

    def insert_all(self, table: LiteralString, rows: Sequence[Row]) -> None:
        """Insert rows that are alike; only inside `writing`."""
        owned = [{**row, "workspace": self.workspace} for row in rows]
        if owned:
            self._db().conn.executemany(_insert(table, rows[0]), owned)

    def seal(self, content: bytes, whose: str, purpose: str) -> bytes:
        return self._cipher.seal(content, self.workspace, whose, purpose)

    def open(self, sealed: bytes, whose: str, purpose: str) -> bytes:
        return self._cipher.open(sealed, self.workspace, whose, purpose)

    def _run(self, sql: str, values: Row) -> list[Row]:
        return rows_of(self._db(), sql, {**values, "workspace": self.workspace})


def _own(where: LiteralString) -> LiteralString:
    return f"workspace = :workspace and ({where})"


def _insert(table: LiteralString, row: Row) -> str:
    names = ["workspace", *row]
    marks = ", ".join(f":{name}" for name in names)
    return f"insert into {table} ({', '.join(names)}) values ({marks})"

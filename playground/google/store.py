"""Everything that must survive a restart, in one SQLite file, but for what the trainer keeps.

Times are seconds since 1970. Codes and tokens are kept as digests only.
"""

import fcntl
import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database, Migrations

from playground.google.vertex.tables import CLOUD

Row = dict[str, Any]

migrations = Migrations("playground.google")


@migrations()
def create_people(db: Database) -> None:
    """Create accounts, the groups that they are in, and the service's own secrets."""
    people = {"email": str, "name": str, "password": str}
    db.table("people").create(people, pk="email", strict=True)
    db.table("members").create({"of": str, "email": str}, pk=("of", "email"), strict=True)
    db.table("secrets").create({"name": str, "value": str}, pk="name", strict=True)


@migrations()
def create_tokens(db: Database) -> None:
    """Create what sign-in hands out; a grant is one *Allow* and all that came of it."""
    grants = {"id": str, "email": str, "client": str, "scopes": str, "offline": int, "at": float}
    db.table("grants").create(grants, pk="id", strict=True)
    codes = {
        "digest": str,
        "of": str,
        "redirect_uri": str,
        "challenge": str,
        "expires": float,
        "used": int,
    }
    db.table("codes").create(codes, pk="digest", strict=True)
    tokens = {"digest": str, "of": str, "kind": str, "scopes": str, "expires": float}
    db.table("tokens").create(tokens, pk="digest", strict=True).create_index(["of"])


@migrations()
def create_models(db: Database) -> None:
    """Create tuned models and who may use them; *outcome* is how the run ended, once it has."""
    models = {
        "id": str,
        "run": str,
        "operation": str,
        "display_name": str,
        "description": str,
        "base": str,
        "base_name": str,
        "source": str,
        "temperature": float,
        "top_p": float,
        "top_k": int,
        "epochs": int,
        "batch_size": int,
        "learning_rate": float,
        "multiplier": float,
        "readers": str,
        "examples": int,
        "created": float,
        "updated": float,
        "outcome": str,
    }
    table = db.table("models").create(models, pk="id", strict=True)
    table.create_index(["created", "id"])
    permissions = {
        "model": str,
        "id": str,
        "grantee": str,
        "email": str,
        "role": str,
        "created": float,
    }
    table = db.table("permissions").create(permissions, pk=("model", "id"), strict=True)
    table.create_index(["grantee", "email"])


@migrations()
def create_cloud(db: Database) -> None:
    """Create what Vertex AI's and Cloud Storage's stand-ins keep."""
    for name, (columns, key, index) in CLOUD.items():
        table = db.table(name).create(columns, pk=key, strict=True)
        if index:
            table.create_index(index)


class Store:
    """One connection per thread: sqlite-utils loses writes when threads share one."""

    def __init__(self, path: Path) -> None:
        self._path, self._mine = path, threading.local()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Of several that switch a new file to WAL, SQLite refuses all but one at once.
        with path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with self.writing():
                migrations.apply(self._db())
        path.chmod(0o600)

    def rows(self, sql: str, **values: object) -> list[Row]:
        """Run one statement that returns rows; outside `writing` it is saved at once."""
        return list(self._db().query(sql, values))  # pyright: ignore[reportUnknownArgumentType]

    def row(self, sql: str, **values: object) -> Row | None:
        return next(iter(self.rows(sql, **values)), None)

    def insert(self, table: str, row: Row) -> bool:
        """Return whether it was added: an insert whose key is taken changes nothing."""
        marks = ", ".join(f":{name}" for name in row)
        into = f"insert into {table} ({', '.join(row)}) values ({marks})"  # noqa: S608 - our names
        return bool(self.rows(f"{into} on conflict do nothing returning 1 as added", **row))

    @contextmanager
    def writing(self) -> Generator[None]:
        """Hold the write lock: a read inside is still true when the write after it lands."""
        db = self._db()
        db.conn.execute("begin immediate")
        try:
            yield
        except BaseException:
            db.rollback()
            raise
        else:
            db.commit()

    def _db(self) -> Database:
        if not hasattr(self._mine, "db"):
            connection = sqlite3.connect(self._path, timeout=10)
            for pragma in ("journal_mode = wal", "synchronous = full"):
                connection.execute(f"pragma {pragma}").fetchall()
            # SQLite's own lower() knows ASCII only.
            connection.create_function("casefold", 1, str.casefold, deterministic=True)
            self._mine.db = Database(connection)
        return self._mine.db

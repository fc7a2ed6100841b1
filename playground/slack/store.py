"""What the workspace knows, in one SQLite file."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, LiteralString, cast

from sqlite_utils import Database

Json = dict[str, Any]

_TABLES = """
    create table if not exists things (kind text, id text, body text, primary key (kind, id));
    create table if not exists messages (
        channel text, ts text, thread_ts text, top int, addressee text, author text, body text,
        primary key (channel, ts)
    );
    create index if not exists threads on messages (channel, thread_ts, ts);
    create index if not exists tops on messages (channel, top, ts);
"""


class Store:
    """Two shelves: *things* by kind and id, and messages. Used by one thread at a time."""

    def __init__(self, data: Path) -> None:
        data.mkdir(parents=True, exist_ok=True)
        # Each statement is saved at once; the server's one loop is the only one who writes.
        connection = sqlite3.connect(
            data / "workspace.db", isolation_level=None, check_same_thread=False, timeout=10
        )
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        connection.executescript(_TABLES)
        self._db = Database(connection)

    def close(self) -> None:
        self._db.close()

    def put(self, kind: str, id: str, body: Any) -> None:
        self._write("insert or replace into things values (?, ?, ?)", (kind, id, json.dumps(body)))

    def get(self, kind: str, id: str) -> Any:
        """Return what is there, or None."""
        rows = self.rows("select body from things where kind = ? and id = ?", (kind, id))
        return next((json.loads(row["body"]) for row in rows), None)

    def all(self, kind: str) -> list[Any]:
        rows = self.rows("select body from things where kind = ? order by rowid", (kind,))
        return [json.loads(row["body"]) for row in rows]

    def drop(self, kind: str, id: str) -> None:
        self._write("delete from things where kind = ? and id = ?", (kind, id))

    def put_message(self, body: Json, addressee: str | None) -> None:
        top = body.get("thread_ts", body["ts"]) == body["ts"]
        top = top or body.get("subtype") == "thread_broadcast"
        thread = body.get("thread_ts")
        keys = (body["channel"], body["ts"], thread, top, addressee, body.get("user"))
        sql = "insert or replace into messages values (?, ?, ?, ?, ?, ?, ?)"
        self._write(sql, (*keys, json.dumps(body)))

    def drop_message(self, channel: str, ts: str) -> None:
        self._write("delete from messages where channel = ? and ts = ?", (channel, ts))

    def messages(self, where: LiteralString, *values: Any) -> Iterator[Json]:
        """Yield messages; an ephemeral one says to whom it is, as `addressee`."""
        for row in self.rows(f"select body, addressee from messages where {where}", values):  # noqa: S608
            body: Json = json.loads(row["body"])
            yield body | ({"addressee": row["addressee"]} if row["addressee"] else {})

    def last_ts(self) -> str:
        rows = self.rows("select ts from messages order by ts desc limit 1", ())
        return next((row["ts"] for row in rows), "0.0")

    def rows(self, sql: LiteralString, values: tuple[Any, ...]) -> list[Json]:
        found = cast("Iterator[Json]", self._db.query(sql, values))
        return list(found)

    def _write(self, sql: LiteralString, values: tuple[Any, ...]) -> None:
        self._db.conn.execute(sql, values)

"""Sealing everything anew, with another key, while others read and write."""

from collections.abc import Callable
from typing import LiteralString

from sqlite_utils import Database

from bot.store import accounts, answers, datasets, installations, settings, trials
from bot.store.cipher import Cipher
from bot.store.rows import Row
from bot.store.tenant import rows_of, writing

Owner = Callable[[Row], tuple[str, ...]]


def _of(column: str, purpose: str) -> Owner:
    """Return whom a tenant's rows are sealed for: as `Tenant.seal` does it."""
    return lambda row: (row["workspace"], row[column], purpose)


# Every table with something sealed in it, and whom a row of it is sealed for.
SEALED: dict[LiteralString, Owner] = {
    "lock": lambda _: ("lock",),
    "accounts": _of("person", accounts.PURPOSE),
    "revocations": _of("person", accounts.PURPOSE),
    "links": lambda row: (row["workspace"], row["person"], row["kind"]),
    "keys": lambda row: (row["workspace"], "", settings.PURPOSE),
    "installations": lambda row: (row["enterprise"], row["team"], installations.PURPOSE),
    "answers": _of("id", answers.PURPOSE),
    "datasets": _of("sha256", datasets.PURPOSE),
    "pieces": lambda row: (row["workspace"], f"{row['sha256']} {row['place']}", datasets.PURPOSE),
    "trials": _of("job", trials.PURPOSE),
}


def rekey(db: Database, cipher: Cipher, limit: int) -> int:
    """Seal at most *limit* rows of one table anew; return how many, 0 when all of them are.

    Others wait for the writing alone. A row that was written meanwhile stays as it is: whoever
    wrote it had the new key.
    """
    for table, owner in SEALED.items():
        old = f"select rowid as at, * from {table} where substr(sealed, 1, 4) != :key limit :limit"
        if rows := rows_of(db, old, {"key": cipher.id, "limit": limit}):
            anew = [(_anew(cipher, row, owner), row["at"], row["sealed"]) for row in rows]
            with writing(db):
                swap = f"update {table} set sealed = ? where rowid = ? and sealed = ?"
                db.conn.executemany(swap, anew)
            return len(rows)
    return 0


def _anew(cipher: Cipher, row: Row, owner: Owner) -> bytes:
    return cipher.seal(cipher.open(row["sealed"], *owner(row)), *owner(row))

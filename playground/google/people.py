"""Who has an account here, and who is in which group."""

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from playground.google import passwords
from playground.google.store import Row, Store

FIRST = {
    "ada@playground.test": "Ada Admin",
    "ben@playground.test": "Ben Builder",
    "chloe@playground.test": "Chloé Curie",
}
SERVICE = "service@playground.test"  # whom an API key stands for; nobody signs in as it
TEAM = "team@playground.test"  # a group that the first people are in

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def is_address(text: str) -> bool:
    return _ADDRESS.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Person:
    email: str
    name: str
    has_password: bool

    @property
    def id(self) -> str:
        """Return a number that stays the same, as Google's `sub` does."""
        return str(10**20 + int(hashlib.sha256(self.email.encode()).hexdigest()[:16], 16))


class People:
    def __init__(self, store: Store) -> None:
        self._store = store
        for email, name in FIRST.items():
            if store.insert("people", {"email": email, "name": name, "password": ""}):
                store.insert("members", {"of": TEAM, "email": email})

    def all(self) -> list[Person]:
        return [_person(row) for row in self._store.rows("select * from people order by email")]

    def find(self, email: str) -> Person | None:
        row = self._store.row("select * from people where email = :email", email=email.lower())
        return _person(row) if row else None

    def set_password(self, email: str, password: str) -> None:
        """Give *email* this password, and an account if there was none."""
        email = email.lower()
        name = email.partition("@")[0].title()
        self._store.insert("people", {"email": email, "name": name, "password": ""})
        sql = "update people set password = :sealed where email = :email returning email"
        self._store.rows(sql, sealed=passwords.seal(password), email=email)

    def password_fits(self, email: str, password: str) -> bool:
        row = self._store.row("select password from people where email = :email", email=email)
        return row is not None and passwords.fits(password, row["password"])

    def groups(self, email: str) -> list[str]:
        rows = self._store.rows("select * from members where email = :email", email=email)
        return [row["of"] for row in rows]


def secret(store: Store, name: str, make: Callable[[], str]) -> str:
    """Return the secret of that name, made at the first call and kept."""
    sql = "select value from secrets where name = :name"
    if store.row(sql, name=name) is None:
        store.insert("secrets", {"name": name, "value": make()})
    [row] = store.rows(sql, name=name)
    return row["value"]


def random_with(prefix: str) -> Callable[[], str]:
    return lambda: prefix + secrets.token_urlsafe(24)


def _person(row: Row) -> Person:
    return Person(row["email"], row["name"], bool(row["password"]))

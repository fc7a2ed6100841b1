"""Linked Google accounts, in SQLite."""

import json

from bot.domain import Account
from bot.errors import NotConnected
from bot.store import Accounts
from bot.store.rows import Row, time
from bot.store.tenant import Tenant

PURPOSE = "credentials"
GO_ON = "look_at = :now, look_from = :now, paused = 0"  # jobs that waited for a link that works


class SqliteAccounts(Accounts):
    def __init__(self, tenant: Tenant) -> None:
        self._rows = tenant

    def link(self, account: Account, credentials: str) -> None:
        row = {
            "person": account.user,
            "email": account.email,
            "scopes": json.dumps(account.scopes),
            "linked": account.linked.timestamp(),
            "sealed": self._sealed(account.user, credentials),
        }
        with self._rows.writing():
            self._rows.delete("accounts", "person = :person", person=account.user)
            self._rows.insert("accounts", row)
            self._rows.update("jobs", GO_ON, "owner = :owner and paused = 1", **_whose(account))
            self._rows.delete("pauses", "person = :person", person=account.user)

    def account(self, user: str) -> Account | None:
        row = self._row(user)
        return _account(row) if row else None

    def linked(self, email: str) -> Account | None:
        found = self._rows.select("accounts", "lower(email) = lower(:email)", email=email)
        found.sort(key=lambda row: row["linked"])
        return _account(found[-1]) if found else None

    def credentials(self, user: str) -> str:
        row = self._row(user)
        if not row:
            raise NotConnected
        return self._rows.open(row["sealed"], user, PURPOSE).decode()

    def refreshed(self, user: str, credentials: str) -> None:
        sealed = self._sealed(user, credentials)
        self._rows.update(
            "accounts", "sealed = :sealed", "person = :person", person=user, sealed=sealed
        )

    def unlink(self, user: str) -> bool:
        return bool(self._rows.delete("accounts", "person = :person", person=user))

    def _row(self, user: str) -> Row | None:
        return next(iter(self._rows.select("accounts", "person = :person", person=user)), None)

    def _sealed(self, user: str, credentials: str) -> bytes:
        return self._rows.seal(credentials.encode(), user, PURPOSE)


def hinder(tenant: Tenant, user: str) -> bool:
    """Write that a link does not work any more. True the first time."""
    where = "person = :person and hindered = 0"
    return bool(tenant.update("accounts", "hindered = 1", where, person=user))


def _whose(account: Account) -> Row:
    return {"owner": account.user, "now": account.linked.timestamp()}


def _account(row: Row) -> Account:
    return Account(
        user=row["person"],
        email=row["email"],
        scopes=tuple(json.loads(row["scopes"])),
        linked=time(row["linked"]),
    )

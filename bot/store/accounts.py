"""Linked Google accounts, in SQLite."""

import json
from datetime import datetime

from bot.domain import Account
from bot.errors import NotConnected
from bot.store import RENEW_LEASE, Accounts
from bot.store.rows import Row, time, time_or_none
from bot.store.tenant import Tenant

PURPOSE = "credentials"
HOLDS = "person = :person and turn = :turn and turn != ''"
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
        return self._opened(row)

    def used(self, user: str, at: datetime) -> None:
        self._rows.update(
            "accounts", "used = :used", "person = :person", person=user, used=at.timestamp()
        )

    def take_turn(self, user: str, turn: str, now: datetime) -> str | None:
        taken = self._rows.update(
            "accounts",
            "turn = :turn, turn_ends = :ends",
            "person = :person and turn_ends <= :now",
            person=user,
            turn=turn,
            now=now.timestamp(),
            ends=(now + RENEW_LEASE).timestamp(),
        )
        return self._opened(taken[0]) if taken else None

    def refreshed(self, user: str, credentials: str, *, turn: str) -> bool:
        sealed = self._sealed(user, credentials)
        changes = "sealed = :sealed, turn = '', turn_ends = 0"
        return bool(
            self._rows.update("accounts", changes, HOLDS, person=user, turn=turn, sealed=sealed)
        )

    def end_turn(self, user: str, turn: str) -> None:
        self._rows.update("accounts", "turn = '', turn_ends = 0", HOLDS, person=user, turn=turn)

    def unlink(self, user: str) -> bool:
        return bool(self._rows.delete("accounts", "person = :person", person=user))

    def _row(self, user: str) -> Row | None:
        return next(iter(self._rows.select("accounts", "person = :person", person=user)), None)

    def _opened(self, row: Row) -> str:
        return self._rows.open(row["sealed"], row["person"], PURPOSE).decode()

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
        used=time_or_none(row["used"]),
    )

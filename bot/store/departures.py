"""Taking Tuner out, in SQLite."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import LiteralString, cast

from sqlite_utils import Database

from bot.domain import Revocation
from bot.store.accounts import PURPOSE
from bot.store.cipher import Cipher
from bot.store.outside import MOST_REVOCATIONS, REVOKE_LEASE, Departures
from bot.store.rows import Row
from bot.store.tenant import Tenant, rows_of, writing

GONE_AT_ONCE: tuple[LiteralString, ...] = ("accounts", "keys", "links")
KEPT = {"revocations"}  # until Google has heard of them

# One that was made since is not meant.
LEAVE = """
    delete from installations where team = :team and (team != '' or enterprise = :enterprise)
    and installed < :at + 1
"""
FORGET = "delete from installations where team = :team returning team"
LET_GO = "insert into forgetting (workspace) values (:team) on conflict do nothing"
IS_THERE = """
    select 1 from installations where team = :workspace and team != '' or team = '' and enterprise
    in (select enterprise from places where workspace = :workspace)
"""
WITHDRAW = "delete from places where workspace = :workspace"
OF_ORGANISATION = "select workspace from places where enterprise = :enterprise"
BEHIND = """
    insert into revocations (workspace, person, email, sealed, due, tries)
    select workspace, person, email, sealed, :now, 0 from accounts
    where workspace = :workspace and person = coalesce(:person, person) returning id
"""
CLAIM = """
    update revocations set due = :until, tries = tries + 1
    where id in (select id from revocations where due <= :now order by due limit :limit)
    returning *, exists (
        select 1 from accounts where lower(accounts.email) = lower(revocations.email)
    ) as shared
"""
GIVE_UP = "delete from revocations where tries >= :most and due <= :now returning id"
LEFT = "select workspace from departures where at <= :before order by at"
OWNED = "select m.name from sqlite_master m, pragma_table_info(m.name) c where c.name = 'workspace'"

# A file stays while somebody else's form or job learns from it.
UNUSED = """
    owner = :person and sha256 not in (
        select dataset from drafts where workspace = :workspace and owner != :person
        union select dataset from jobs where workspace = :workspace
        and (owner != :person or state = 'wanted')
        union select held_out from jobs where workspace = :workspace and owner != :person
    )
"""


OF_PERSON: dict[LiteralString, LiteralString] = {
    "links": "person = :person",
    "accounts": "person = :person",
    "pauses": "person = :person",
    "keys": "owner = :person",
    "feedback": "owner = :person or answer in "
    "(select id from answers where workspace = :workspace and owner = :person)",
    "answers": "owner = :person",
    "drafts": "owner = :person and state != 'started'",
    "library": "owner = :person",
    "versions": "dataset not in (select id from library where workspace = :workspace)",
    "datasets": UNUSED,
    "pieces": "sha256 not in (select sha256 from datasets where workspace = :workspace)",
    "usage": "person = :person",
    "requests": "person = :person",
    "departed": "person = :person",
}


class SqliteDepartures(Departures):
    def __init__(self, db: Callable[[], Database], cipher: Cipher) -> None:
        self._db, self._cipher = db, cipher

    def leave(self, enterprise: str, team: str, at: datetime) -> Sequence[str]:
        values = {"enterprise": enterprise, "team": team, "at": at.timestamp()}
        with writing(db := self._db()):
            db.execute(LEAVE, values)
            of_it = [team] if team else _names(db, OF_ORGANISATION, values)
            gone = [it for it in of_it if not _names(db, IS_THERE, {"workspace": it})]
            for workspace in gone:
                self._left(db, workspace, at)
        return gone

    def withdraw(self, workspace: str, at: datetime) -> bool:
        with writing(db := self._db()):
            db.execute(WITHDRAW, {"workspace": workspace})
            if _names(db, IS_THERE, {"workspace": workspace}):
                return False
            self._left(db, workspace, at)
        return True

    def come_back(self, workspace: str) -> bool:
        sql = "delete from departures where workspace = :workspace returning workspace"
        return bool(rows_of(self._db(), sql, {"workspace": workspace}))

    def unlink(self, workspace: str, user: str, now: datetime) -> bool:
        tenant = self._tenant(workspace)
        with writing(db := self._db()):
            found = self._behind(db, workspace, now, user)
            tenant.delete("accounts", "person = :person", person=user)
            tenant.delete("links", "person = :person", person=user)
        return found

    def is_linked(self, email: str) -> bool:
        sql = "select 1 from accounts where lower(email) = lower(:email) limit 1"
        return bool(_names(self._db(), sql, {"email": email}))

    def claim_revocations(self, now: datetime, limit: int) -> Sequence[Revocation]:
        times = {"now": now.timestamp(), "until": (now + REVOKE_LEASE).timestamp()}
        with writing(db := self._db()):
            rows_of(db, GIVE_UP, {"now": now.timestamp(), "most": MOST_REVOCATIONS})
            rows = rows_of(db, CLAIM, {**times, "limit": limit})
        return [self._revocation(row) for row in rows]

    def revoked(self, revocation: Revocation) -> None:
        self._db().execute("delete from revocations where id = ?", [revocation.id])

    def left(self, before: datetime) -> Sequence[str]:
        return _names(self._db(), LEFT, {"before": before.timestamp()})

    def forget(
        self, workspace: str, at: datetime, *, person: str | None = None
    ) -> Mapping[str, int]:
        tenant, values = self._tenant(workspace), {"team": workspace}
        with writing(db := self._db()):
            self._behind(db, workspace, at, person)
            if person:
                gone = {it: tenant.delete(it, OF_PERSON[it], person=person) for it in OF_PERSON}
            else:
                rows_of(db, FORGET, values)
                db.execute(LET_GO, values)
                tables = set(_names(db, OWNED, {})) - KEPT
                ours = cast("set[LiteralString]", tables)  # they are from our own schema
                gone = {it: tenant.delete(it, "true") for it in sorted(ours)}
        return {it: len(rows) for it, rows in gone.items() if rows and it != "forgetting"}

    def _left(self, db: Database, workspace: str, at: datetime) -> None:
        self._behind(db, workspace, at, None)
        for table in GONE_AT_ONCE:
            self._tenant(workspace).delete(table, "true")
        values = [workspace, at.timestamp()]
        db.execute("insert into departures values (?, ?) on conflict do nothing", values)

    def _behind(self, db: Database, workspace: str, at: datetime, person: str | None) -> bool:
        values = {"workspace": workspace, "person": person, "now": at.timestamp()}
        return bool(rows_of(db, BEHIND, values))

    def _revocation(self, row: Row) -> Revocation:
        sealed = self._tenant(row["workspace"]).open(row["sealed"], row["person"], PURPOSE)
        return Revocation(
            id=row["id"],
            workspace=row["workspace"],
            user=row["person"],
            credentials=sealed.decode(),
            is_shared=bool(row["shared"]),
        )

    def _tenant(self, workspace: str) -> Tenant:
        return Tenant(workspace, self._db, self._cipher)


def _names(db: Database, sql: str, values: Row) -> list[str]:
    return [next(iter(row.values())) for row in rows_of(db, sql, values)]

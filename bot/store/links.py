"""Links on their way, in SQLite."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from sqlite_utils import Database

from bot.domain import LinkAttempt, PendingLink, Person
from bot.store import Links
from bot.store.cipher import Cipher
from bot.store.rows import Row, time
from bot.store.tenant import Tenant, rows_of, writing

Kind = Literal["attempt", "pending"]

TAKE = "delete from links where kind = :kind and hash = :hash returning *"
SWEEP = "delete from links where expires <= :now returning hash"


class SqliteLinks(Links):
    """A row's secret is known as a hash; what it says is sealed for its person."""

    def __init__(self, db: Callable[[], Database], cipher: Cipher) -> None:
        self._db, self._cipher = db, cipher

    def attempt(self, secret: str, attempt: LinkAttempt) -> None:
        self._put("attempt", secret, attempt)

    def take_attempt(self, secret: str, now: datetime) -> LinkAttempt | None:
        fields = self._take("attempt", secret, now)
        if not fields:
            return None
        scopes = tuple(fields.pop("scopes", ()))
        return LinkAttempt(**fields, scopes=scopes)

    def pend(self, secret: str, link: PendingLink) -> None:
        self._put("pending", secret, link)

    def take_pending(self, secret: str, now: datetime) -> PendingLink | None:
        fields = self._take("pending", secret, now)
        if not fields:
            return None
        scopes = tuple(fields.pop("scopes"))
        return PendingLink(**fields, scopes=scopes)

    def _put(self, kind: Kind, secret: str, link: LinkAttempt | PendingLink) -> None:
        tenant = self._tenant(link.person.workspace)
        expires = link.expires.timestamp()
        said = json.dumps(asdict(link) | {"expires": expires}).encode()
        sealed = tenant.seal(said, link.person.user, kind)
        row = {"person": link.person.user, "kind": kind, "hash": _hash(secret)}
        tenant.insert("links", row | {"sealed": sealed, "expires": expires})

    def _take(self, kind: Kind, secret: str, now: datetime) -> dict[str, Any] | None:
        with writing(db := self._db()):
            taken = rows_of(db, TAKE, {"kind": kind, "hash": _hash(secret)})
            rows_of(db, SWEEP, {"now": now.timestamp()})
        return next((self._read(row) for row in taken if row["expires"] > now.timestamp()), None)

    def _read(self, row: Row) -> dict[str, Any]:
        said = self._tenant(row["workspace"]).open(row["sealed"], row["person"], row["kind"])
        fields: dict[str, Any] = json.loads(said)
        person = Person(**fields["person"])
        return fields | {"person": person, "expires": time(fields["expires"])}

    def _tenant(self, workspace: str) -> Tenant:
        return Tenant(workspace, self._db, self._cipher)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

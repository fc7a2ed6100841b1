"""Where Tuner is installed, in SQLite."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlite_utils import Database

from bot.domain import Installation
from bot.store.cipher import Cipher
from bot.store.outside import RENEW_LEASE, Installations
from bot.store.rows import Row, seconds, time, time_or_none
from bot.store.tenant import rows_of, writing

PURPOSE = "slack token"
FIND = """
    select * from installations
    where team = :team and team != '' or enterprise = :enterprise and enterprise != '' and team = ''
    order by team = '' limit 1
"""
PUT = """
    insert or replace into installations
    values (:enterprise, :team, :name, :bot, :bot_user, :installed_by, :scopes, :sealed,
            :installed, :expires, :serial, 0)
"""
BACK = """
    delete from departures where workspace = :team or workspace in (
        select workspace from places where enterprise = :enterprise and :team = ''
    ) returning workspace
"""
CLAIM = """
    update installations set renewing = :until
    where enterprise = :enterprise and team = :team and serial = :serial and renewing <= :now
    returning team
"""
RENEWED = """
    update installations set sealed = :sealed, expires = :expires, serial = serial + 1, renewing = 0
    where enterprise = :enterprise and team = :team and serial = :serial returning team
"""
TAKE = "delete from installing where hash = :hash returning expires"
SWEEP = "delete from installing where expires <= :now returning hash"


class SqliteInstallations(Installations):
    def __init__(self, db: Callable[[], Database], cipher: Cipher) -> None:
        self._db, self._cipher = db, cipher

    def put(self, installation: Installation) -> None:
        row = self._row(installation)
        with writing(db := self._db()):
            db.execute(PUT, row)
            rows_of(db, BACK, {"team": row["team"], "enterprise": row["enterprise"]})

    def find(self, enterprise: str, team: str) -> Installation | None:
        found = rows_of(self._db(), FIND, {"enterprise": enterprise, "team": team})
        return self._installation(found[0]) if found else None

    def of(self, workspace: str) -> Installation | None:
        known = rows_of(
            self._db(), "select enterprise from places where workspace = :it", {"it": workspace}
        )
        return self.find(known[0]["enterprise"] if known else "", workspace)

    def all(self) -> Sequence[Installation]:
        rows = rows_of(self._db(), "select * from installations order by enterprise, team", {})
        return [self._installation(row) for row in rows]

    def met(self, workspace: str, enterprise: str) -> None:
        self._db().execute("insert or replace into places values (?, ?)", [workspace, enterprise])

    def ending(self, before: datetime) -> Sequence[Installation]:
        sql = "select * from installations where expires < :before order by expires"
        rows = rows_of(self._db(), sql, {"before": before.timestamp()})
        return [self._installation(row) for row in rows]

    def claim(self, installation: Installation, now: datetime) -> bool:
        times = {"now": now.timestamp(), "until": (now + RENEW_LEASE).timestamp()}
        return bool(rows_of(self._db(), CLAIM, {**_key(installation), **times}))

    def renewed(self, installation: Installation) -> bool:
        row = self._row(installation)
        values = {"sealed": row["sealed"], "expires": row["expires"]}
        return bool(rows_of(self._db(), RENEWED, {**_key(installation), **values}))

    def attempt(self, secret: str, expires: datetime) -> None:
        values = [_hash(secret), expires.timestamp()]
        self._db().execute("insert into installing values (?, ?)", values)

    def take_attempt(self, secret: str, now: datetime) -> bool:
        with writing(db := self._db()):
            taken = rows_of(db, TAKE, {"hash": _hash(secret)})
            rows_of(db, SWEEP, {"now": now.timestamp()})
        return any(row["expires"] > now.timestamp() for row in taken)

    def _row(self, it: Installation) -> Row:
        said = json.dumps([it.token, it.refresh_token]).encode()
        return {
            **_key(it),
            "name": it.name,
            "bot": it.bot,
            "bot_user": it.bot_user,
            "installed_by": it.installed_by,
            "scopes": json.dumps(it.scopes),
            "sealed": self._cipher.seal(said, it.enterprise, it.team, PURPOSE),
            "installed": it.installed.timestamp(),
            "expires": seconds(it.expires),
        }

    def _installation(self, row: Row) -> Installation:
        sealed = self._cipher.open(row["sealed"], row["enterprise"], row["team"], PURPOSE)
        token, refresh_token = json.loads(sealed)
        return Installation(
            enterprise=row["enterprise"],
            team=row["team"],
            name=row["name"],
            bot=row["bot"],
            bot_user=row["bot_user"],
            installed_by=row["installed_by"],
            scopes=tuple(json.loads(row["scopes"])),
            token=token,
            refresh_token=refresh_token,
            installed=time(row["installed"]),
            expires=time_or_none(row["expires"]),
            serial=row["serial"],
        )


def _key(it: Installation) -> Row:
    return {"enterprise": it.enterprise, "team": it.team, "serial": it.serial}


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

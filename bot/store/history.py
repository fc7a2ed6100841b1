"""The log of what was done, in SQLite."""

import json
from collections.abc import Collection, Sequence
from typing import LiteralString

from bot.domain import Act, Deed, Whence
from bot.store import Audit
from bot.store.rows import Row, time
from bot.store.tenant import Tenant

DEEDS: LiteralString = """
    (:by = '' or person = :by) and (:before is null or id < :before)
    and (:text = '' or instr(lower(about), lower(:text)) > 0)
    and (
        :seen_by is null or person = :seen_by
        or subject in (select value from json_each(:owned))
    )
"""


class SqliteAudit(Audit):
    def __init__(self, tenant: Tenant) -> None:
        self._rows = tenant

    def append(self, deed: Deed) -> None:
        row = {
            "person": deed.by,
            "name": deed.origin.name,
            "at": deed.at.timestamp(),
            "act": deed.act,
            "way": deed.origin.way,
            "channel": deed.origin.channel,
            "subject": deed.subject,
            "about": deed.about,
            "before": json.dumps(deed.before, ensure_ascii=False),
            "after": json.dumps(deed.after, ensure_ascii=False),
        }
        self._rows.insert("audit", row)

    def deeds(  # noqa: PLR0913 - the contract's
        self,
        *,
        seen_by: str | None = None,
        owned: Collection[str] = (),
        by: str = "",
        text: str = "",
        before: int | None = None,
        limit: int = 100,
    ) -> Sequence[Deed]:
        found = self._rows.newest(
            "audit",
            DEEDS,
            seen_by=seen_by,
            owned=json.dumps(sorted(owned)),
            by=by,
            text=text,
            before=before,
            limit=limit,
        )
        return [_deed(row) for row in found]

    def purge(self) -> int:
        with self._rows.writing():
            self._rows.insert("forgetting", {})
            gone = len(self._rows.delete("audit", "true"))
            self._rows.delete("forgetting", "true")
        return gone


def _deed(row: Row) -> Deed:
    return Deed(
        by=row["person"],
        at=time(row["at"]),
        act=Act(row["act"]),
        origin=Whence(name=row["name"], way=row["way"], channel=row["channel"]),
        subject=row["subject"],
        about=row["about"],
        before=json.loads(row["before"]),
        after=json.loads(row["after"]),
        id=row["id"],
    )

"""What a workspace has chosen, in SQLite."""

import json
from dataclasses import asdict
from datetime import datetime

from bot.domain import GEMINI, KeyFacts, Policy
from bot.store import Settings
from bot.store.rows import Row, seconds, time
from bot.store.tenant import Tenant

PURPOSE = "api key"
LISTS = {"admins", "tuners", "tuner_groups", "channels"}
OF_SERVICE = "service = :service"
SHOWN = 4  # characters, so that people know which key it is


class SqliteSettings(Settings):
    def __init__(self, tenant: Tenant) -> None:
        self._rows = tenant

    def set_key(
        self, key: str, *, by: str, at: datetime, service: str = GEMINI, shown: str = ""
    ) -> None:
        row = {
            "service": service,
            "ends": shown or key[-SHOWN:],
            "owner": by,
            "kept": at.timestamp(),
            "sealed": self._rows.seal(key.encode(), "", PURPOSE),
        }
        with self._rows.writing():
            self._rows.delete("keys", OF_SERVICE, service=service)
            self._rows.insert("keys", row)

    def key(self, service: str = GEMINI) -> str | None:
        row = self._row(service)
        return self._rows.open(row["sealed"], "", PURPOSE).decode() if row else None

    def key_facts(self, service: str = GEMINI) -> KeyFacts | None:
        row = self._row(service)
        return KeyFacts(by=row["owner"], at=time(row["kept"]), ends=row["ends"]) if row else None

    def forget_key(self, service: str = GEMINI) -> bool:
        return bool(self._rows.delete("keys", OF_SERVICE, service=service))

    def policy(self) -> Policy:
        for row in self._rows.select("policies"):
            said: Row = json.loads(row["said"])
            at = said.pop("changed_at")
            told: Row = {name: tuple(it) if name in LISTS else it for name, it in said.items()}
            return Policy(**told, changed_at=time(at) if at else None)
        return Policy()

    def set_policy(self, policy: Policy) -> None:
        said = json.dumps(asdict(policy) | {"changed_at": seconds(policy.changed_at)})
        with self._rows.writing():
            self._rows.delete("policies", "true")
            self._rows.insert("policies", {"said": said})

    def _row(self, service: str) -> Row | None:
        return next(iter(self._rows.select("keys", OF_SERVICE, service=service)), None)

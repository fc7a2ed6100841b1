"""How often people asked, what waits for a second person, and who left, in SQLite."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain import DeletionRequest
from bot.store import Departed, Requests, Usage
from bot.store.rows import Row, time
from bot.store.tenant import Tenant

SINCE = "person = :person and at > :since"


class SqliteUsage(Usage):
    def __init__(self, tenant: Tenant) -> None:
        self._rows = tenant

    def ask(
        self, user: str, *, now: datetime, most: int | None, within: timedelta
    ) -> datetime | None:
        since = (now - within).timestamp()
        with self._rows.writing():
            self._rows.delete("usage", "at <= :since", since=since)
            asked = self._times(user, since)
            if most is not None and len(asked) >= most:
                return time(asked[-most]) + within if most else now + within
            self._rows.insert("usage", {"person": user, "at": now.timestamp()})
        return None

    def asked(self, user: str, since: datetime) -> int:
        return len(self._times(user, since.timestamp()))

    def _times(self, user: str, since: float) -> list[float]:
        found = self._rows.tuples("usage", "at", SINCE, person=user, since=since)
        return sorted(at for (at,) in found)


class SqliteRequests(Requests):
    def __init__(self, tenant: Tenant) -> None:
        self._rows = tenant

    def ask(self, request: DeletionRequest) -> bool:
        row = {
            "job": request.job,
            "person": request.by,
            "at": request.at.timestamp(),
            "channel": request.channel,
            "ts": request.ts,
        }
        with self._rows.writing():
            older = self.request(request.job)
            if older and older.is_open(request.at):
                return False
            self.settle(request.job)
            self._rows.insert("requests", row)
        return True

    def request(self, job: str) -> DeletionRequest | None:
        found = self._rows.select("requests", "job = :job", job=job)
        return _request(found[0]) if found else None

    def posted(self, job: str, *, channel: str, ts: str) -> None:
        self._rows.update(
            "requests",
            "channel = :channel, ts = :ts",
            "job = :job",
            job=job,
            channel=channel,
            ts=ts,
        )

    def settle(self, job: str) -> DeletionRequest | None:
        gone = self._rows.delete("requests", "job = :job", job=job)
        return _request(gone[0]) if gone else None

    def requests(self) -> Sequence[DeletionRequest]:
        found = sorted(self._rows.select("requests"), key=lambda row: (row["at"], row["job"]))
        return [_request(row) for row in found]


class SqliteDeparted(Departed):
    def __init__(self, tenant: Tenant) -> None:
        self._rows = tenant

    def left(self, user: str, at: datetime) -> bool:
        return bool(self._rows.insert("departed", {"person": user, "at": at.timestamp()}))

    def back(self, user: str) -> None:
        self._rows.delete("departed", "person = :person", person=user)

    def users(self) -> Sequence[str]:
        found = self._rows.tuples("departed", "at, person", "true")
        return [user for _, user in sorted(found)]


def _request(row: Row) -> DeletionRequest:
    return DeletionRequest(
        job=row["job"], by=row["person"], at=time(row["at"]), channel=row["channel"], ts=row["ts"]
    )

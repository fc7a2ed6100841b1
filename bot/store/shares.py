"""With whom models are shared, in SQLite."""

from collections.abc import Collection, Sequence

from bot.store import Shares
from bot.store.tenant import Tenant


class SqliteShares(Shares):
    def __init__(self, tenant: Tenant) -> None:
        self._rows = tenant

    def keep(self, job: str, emails: Collection[str]) -> None:
        rows = [{"job": job, "email": email} for email in sorted({it.lower() for it in emails})]
        with self._rows.writing():
            self._rows.delete("shares", "job = :job", job=job)
            self._rows.insert_all("shares", rows)

    def shared_with(self, email: str) -> Collection[str]:
        where = "email = '' or email = :email"
        found = self._rows.tuples("shares", "job", where, email=email.lower())
        return {job for (job,) in found}

    def emails(self, job: str) -> Sequence[str]:
        found = self._rows.tuples("shares", "email", "job = :job", job=job)
        return sorted(email for (email,) in found)

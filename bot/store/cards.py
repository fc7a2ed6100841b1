"""Where jobs' cards are, in SQLite: columns of the jobs."""

from datetime import datetime

from bot.domain import Card
from bot.store import HORIZON, TELL_LEASE, Cards
from bot.store.tenant import Tenant

POSTING = "card_at = :until, card_tries = card_tries + 1"
FREE = "id = :id and card_ts is null and (card_at <= :now or card_at > :horizon)"
NONE_YET = "id = :id and card_ts is null"
POSTED = "card_channel = :channel, card_ts = :ts, card_at = 0, card_tries = 0"
REFUSED = "card_at = 0, card_tries = max(card_tries - 1, 0)"
GONE = "card_channel = null, card_ts = null, card_at = 0, card_tries = 0"


class SqliteCards(Cards):
    def __init__(self, tenant: Tenant) -> None:
        self._rows = tenant

    def posting(self, job: str, now: datetime) -> int | None:
        times = {"now": now, "until": now + TELL_LEASE, "horizon": now + HORIZON}
        lease = {name: it.timestamp() for name, it in times.items()}
        for row in self._rows.update("jobs", POSTING, FREE, id=job, **lease):
            return row["card_tries"] - 1
        return None

    def posted(self, job: str, card: Card) -> bool:
        where = {"channel": card.channel, "ts": card.ts}
        return bool(self._rows.update("jobs", POSTED, NONE_YET, id=job, **where))

    def refused(self, job: str) -> None:
        self._rows.update("jobs", REFUSED, NONE_YET, id=job)

    def gone(self, job: str, card: Card) -> bool:
        return bool(
            self._rows.update("jobs", GONE, "id = :id and card_ts = :ts", id=job, ts=card.ts)
        )

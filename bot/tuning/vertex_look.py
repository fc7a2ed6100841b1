"""What is the matter with a place at Vertex AI, before anybody tunes there. Changes nothing."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bot.tuning.google_errors import check
from bot.tuning.vertex_clients import VertexClients

WRITES = "storage.objects.create"


@dataclass(frozen=True, slots=True)
class BucketFacts:
    """*region* is as Cloud Storage spells it, which may be of several: ``US``."""

    region: str
    can_write: bool


class VertexLook(VertexClients):
    """Looks as one account. Each method raises `TunerError` in words that say what to do."""

    def jobs(self) -> None:
        """See that the API answers and lets one in."""
        with self._words.explained():
            self._sdk.jobs(size=1)

    def bucket(self) -> BucketFacts:
        name = quote(self._place.bucket, safe="")
        url = f"{self._storage_url}/storage/v1/b/{name}"
        with self._words.explained(bucket=True):
            told = self._session.get(url, timeout=self._timeout)
            check(told)
            facts: dict[str, Any] = told.json()
            asked = {"permissions": WRITES}
            told = self._session.get(
                f"{url}/iam/testPermissions", params=asked, timeout=self._timeout
            )
            check(told)
            may: dict[str, Any] = told.json()
        region = str(facts.get("location", "")).lower()
        return BucketFacts(region, WRITES in may.get("permissions", ()))

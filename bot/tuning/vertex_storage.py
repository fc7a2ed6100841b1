"""The bucket that datasets lie in while Vertex AI learns from them, by Cloud Storage's JSON API.

An object's name is made of its content: what is there already is not sent again.
"""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import requests
from requests import codes

from bot.errors import NotFound, ServiceRefused
from bot.tuning.google_errors import check
from bot.tuning.vertex_dataset import Written
from bot.tuning.vertex_errors import Words
from bot.tuning.vertex_upload import AT_ONCE, in_parts, whole

STORAGE = "https://storage.googleapis.com"
FOLDER = "tuner/"
NO_BUCKET = (
    "Vertex AI needs a bucket to read the examples from. "
    "Ask an admin to set one in `/tune settings`."
)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket as one person may use it. *timeout* is in seconds, for each call."""

    session: requests.Session
    url: str
    words: Words
    timeout: float

    @property
    def name(self) -> str:
        if not self.words.place.bucket:
            raise ServiceRefused(NO_BUCKET)
        return self.words.place.bucket

    def keep(self, dataset: Written) -> str:
        """Put a dataset there, unless it is there already; return where, as ``gs://…``."""
        name = f"{FOLDER}{dataset.sha256}.jsonl"
        if not self._has(name):
            send = whole if dataset.size <= AT_ONCE else in_parts
            url = f"{self.url}/upload/storage/v1/b/{quote(self.name, safe='')}/o"
            with self.words.explained(bucket=True):
                send(self.session, url, name, dataset, timeout=self.timeout)
        return self.uri(name)

    def uri(self, name: str) -> str:
        return f"gs://{self.name}/{name}"

    def tidy(self, before: datetime, spare: Collection[str]) -> int:
        """Delete Tuner's datasets from before a time, but for those at *spare*; count them."""
        names = [name for name in self._from_before(before) if self.uri(name) not in spare]
        for name in names:
            self.delete(name)
        return len(names)

    def delete(self, name: str) -> None:
        """Delete an object. One that is gone already is success."""
        with suppress(NotFound), self.words.explained(name):
            check(self.session.delete(self._object(name), timeout=self.timeout))

    def _has(self, name: str) -> bool:
        """Tell whether it is there; who may only write finds out by writing."""
        with self.words.explained(bucket=True):
            told = self.session.get(
                self._object(name), params={"fields": "name"}, timeout=self.timeout
            )
            if told.status_code not in {codes.not_found, codes.forbidden}:
                check(told)
            return told.status_code == codes.ok

    def _from_before(self, before: datetime) -> list[str]:
        found, page = list[str](), ""
        while True:
            fields = {"prefix": FOLDER, "fields": "items(name,timeCreated),nextPageToken"}
            with self.words.explained(bucket=True):
                told = self.session.get(
                    f"{self.url}/storage/v1/b/{quote(self.name, safe='')}/o",
                    params=fields | ({"pageToken": page} if page else {}),
                    timeout=self.timeout,
                )
                check(told)
                listed: dict[str, Any] = told.json()
                found += [it["name"] for it in listed.get("items", ()) if _made(it) < before]
            page = listed.get("nextPageToken", "")
            if not page:
                return found

    def _object(self, name: str) -> str:
        return f"{self.url}/storage/v1/b/{quote(self.name, safe='')}/o/{quote(name, safe='')}"


def _made(item: dict[str, str]) -> datetime:
    return datetime.fromisoformat(item["timeCreated"])

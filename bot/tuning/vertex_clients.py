"""One account's ways to Vertex AI and Cloud Storage at one place."""

import re
import time
from collections.abc import Callable, Collection
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import requests
from google.auth.credentials import Credentials
from google.auth.transport.requests import AuthorizedSession

from bot.domain import Clock, CloudPlace, utc_now
from bot.errors import Forbidden, NotFound, ServiceRefused, TuningUnavailable
from bot.tuning import vertex_models
from bot.tuning import vertex_names as names
from bot.tuning.google_errors import quoted
from bot.tuning.vertex_endpoints import Endpoints
from bot.tuning.vertex_errors import NotInstalled, Words
from bot.tuning.vertex_names import Json
from bot.tuning.vertex_storage import STORAGE, Bucket

if TYPE_CHECKING:
    from bot.tuning.vertex_sdk import Sdk

LABEL = re.compile(r"[a-z0-9_-]{1,63}")  # what Google takes as the value of a label


BAD_TABLE = (
    "The list of base models that Tuner was given for Vertex AI can't be read: {}. "
    "Ask whoever runs Tuner to look at it."
)


class VertexClients:
    """A person's own view, or a service account's.

    *url* stands for all of Google's hosts of Vertex AI, which differ by location; empty: those.
    *timeout* is in seconds, for each call. *models* is a file such as the one that is shipped.
    Raises `NotInstalled` where google-genai is missing.
    """

    def __init__(  # noqa: PLR0913 - who, where, and by which way
        self,
        credentials: Credentials,
        place: CloudPlace,
        *,
        url: str = "",
        storage_url: str = STORAGE,
        timeout: float = 60,
        models: Path = vertex_models.SHIPPED,
        clock: Clock = utc_now,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        if find_spec("google.genai") is None:
            raise NotInstalled
        self._credentials, self._place, self._url = credentials, place, url.rstrip("/")
        self._storage_url, self._timeout = storage_url.rstrip("/"), timeout
        self._clock, self._pause = clock, pause
        self._table = _table(models)
        self._words = Words(place, str(getattr(credentials, "service_account_email", "")))

    @cached_property
    def _sdk(self) -> "Sdk":
        return self._sdk_at(self._place.location)

    def _sdk_at(self, location: str) -> "Sdk":
        from bot.tuning.vertex_sdk import Sdk  # noqa: PLC0415 - an extra, and slow to load

        return Sdk(
            self._credentials, self._place.project, location, url=self._url, timeout=self._timeout
        )

    @cached_property
    def _bucket(self) -> Bucket:
        return Bucket(self._session, self._storage_url, self._words, self._timeout)

    @cached_property
    def _endpoints(self) -> Endpoints:
        return Endpoints(self._session, self._root, self._words, self._timeout, self._pause)

    @cached_property
    def _session(self) -> requests.Session:
        return AuthorizedSession(self._credentials)

    def _root(self, name: str) -> str:
        from bot.tuning.vertex_sdk import VERSION, host  # noqa: PLC0415 - as above

        return f"{self._url or host(names.location(name))}/{VERSION}"

    def _job(self, id: str) -> Json:
        """Find a job by Tuner's id, or by Google's number of it. Of several the first counts."""
        if not LABEL.fullmatch(id):
            raise NotFound(id)
        if found := self._jobs([id]):
            return min(found, key=lambda it: it.get("createTime", ""))
        if id.isdecimal():
            with self._words.explained(id):
                return self._sdk.job(id)
        raise NotFound(id)

    def _jobs(self, ids: Collection[str]) -> list[Json]:
        """Return the jobs that go by these ids.

        Google is asked for them alone. What its filters know of labels is not published: where
        this one is refused or makes no difference, all jobs are looked through.
        """
        wanted = " OR ".join(f'labels.{names.ID}="{id}"' for id in ids)  # noqa: A001
        try:
            with self._words.explained():
                found, _ = self._sdk.jobs(wanted)
        except Forbidden:
            raise
        except ServiceRefused:
            return self._looked_through(ids)
        if all(names.label(it) in ids for it in found):
            return found
        return self._looked_through(ids)

    def _looked_through(self, ids: Collection[str]) -> list[Json]:
        found, page = list[Json](), ""
        while True:
            with self._words.explained():
                jobs, page = self._sdk.jobs(page=page)
            found += [it for it in jobs if names.label(it) in ids]
            if not page:
                return found

    def _model(self, id: str, job: Json) -> Json:
        """Return the model that came of a job, or nothing before there is one."""
        name = names.tuned(job).model
        with self._words.explained(id):
            return self._sdk.model(name) if name else {}


def _table(path: Path) -> vertex_models.Table:
    try:
        return vertex_models.read(path)
    except (ValueError, OSError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise TuningUnavailable(BAD_TABLE.format(quoted(why).rstrip("."))) from error

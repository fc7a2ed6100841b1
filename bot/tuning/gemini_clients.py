"""Google's generated clients for one person or one API key."""

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

import google.ai.generativelanguage as glm
import requests
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

GOOGLE = "https://generativelanguage.googleapis.com"
# Connections are nobody's: each request carries its own person's token.
CONNECTIONS = HTTPAdapter(pool_maxsize=16)
HEADERS = requests.utils.default_headers()


class GeminiClients:
    """Clients by a person's own credentials, or by an API key. Any key goes before credentials.

    *endpoint* is a URL with its scheme, Google's own if empty; *timeout* is in seconds, for
    each call. Each client is made when it is first needed: a poll needs none of them.
    """

    def __init__(
        self,
        credentials: Credentials | None,
        endpoint: str,
        *,
        api_key: str = "",
        timeout: float = 60,
    ) -> None:
        self._endpoint = (endpoint or GOOGLE).rstrip("/")
        self._timeout = timeout
        self._credentials, self._api_key = credentials, api_key

    @cached_property
    def _session(self) -> requests.Session:
        session = _session(self._credentials, self._api_key)
        for scheme in ("http://", "https://"):
            session.mount(scheme, CONNECTIONS)
        found = _environment(self._endpoint)
        session.proxies, session.verify, session.trust_env = (
            found["proxies"],
            found["verify"],
            False,
        )
        return session

    def _fetch(self, path: str, fields: Mapping[str, str], *, timeout: float) -> requests.Response:
        """Get what `_session` would, without being redirected: at half the cost of a poll."""
        url = f"{self._endpoint}/{path}?{urlencode(fields)}"
        told = self._fetched(url, timeout)
        if told.status_code == requests.codes.unauthorized and self._by_person:
            self._by_person.refresh(None)
            told = self._fetched(url, timeout)
        return told

    def _fetched(self, url: str, timeout: float) -> requests.Response:
        plain = requests.PreparedRequest()
        plain.method, plain.url, plain.headers = "GET", url, CaseInsensitiveDict(HEADERS)
        if self._by_person:
            self._by_person.before_request(None, "GET", url, plain.headers)
        else:
            plain.headers["x-goog-api-key"] = self._api_key
        told = CONNECTIONS.send(plain, timeout=timeout, **_environment(self._endpoint))
        _ = told.content  # read now, so that the connection is free
        return told

    @property
    def _by_person(self) -> Credentials | None:
        return None if self._api_key else self._credentials

    @cached_property
    def _models(self) -> glm.ModelServiceClient:
        return glm.ModelServiceClient(**self._whose)

    @cached_property
    def _answers(self) -> glm.GenerativeServiceClient:
        return glm.GenerativeServiceClient(**self._whose)

    @cached_property
    def _permissions(self) -> glm.PermissionServiceClient:
        return glm.PermissionServiceClient(**self._whose)

    @property
    def _operations(self) -> Any:
        models: Any = self._models
        return models.transport.operations_client

    @property
    def _whose(self) -> dict[str, Any]:
        options = {"api_endpoint": self._endpoint}
        if self._api_key:
            options["api_key"] = self._api_key
        return {"credentials": self._by_person, "transport": "rest", "client_options": options}


def _session(credentials: Credentials | None, api_key: str) -> requests.Session:
    if credentials and not api_key:
        return AuthorizedSession(credentials)
    session = requests.Session()
    session.headers["x-goog-api-key"] = api_key
    return session


@cache
def _environment(url: str) -> dict[str, Any]:
    """Look for proxies and certificates once: at each request it is a sixth of a poll."""
    found: Any = requests.Session().merge_environment_settings(url, {}, None, None, None)
    return found

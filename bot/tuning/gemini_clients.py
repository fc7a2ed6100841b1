"""Google's generated clients for one person or one API key."""

from typing import Any

import google.ai.generativelanguage as glm
import requests
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials

GOOGLE = "https://generativelanguage.googleapis.com"


class GeminiClients:
    """Clients by a person's own credentials, or by an API key. Any key goes before credentials.

    *endpoint* is a URL with its scheme, Google's own if empty; *timeout* is in seconds, for
    each call.
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
        self._session = _session(credentials, api_key)
        options = {"api_endpoint": self._endpoint}
        whose: Any = {"credentials": None if api_key else credentials, "transport": "rest"}
        if api_key:
            options["api_key"] = api_key
        self._models = glm.ModelServiceClient(**whose, client_options=options)
        self._answers = glm.GenerativeServiceClient(**whose, client_options=options)
        self._permissions = glm.PermissionServiceClient(**whose, client_options=options)
        self._operations = self._models.transport.operations_client


def _session(credentials: Credentials | None, api_key: str) -> requests.Session:
    if credentials and not api_key:
        return AuthorizedSession(credentials)
    session = requests.Session()
    session.headers["x-goog-api-key"] = api_key
    return session

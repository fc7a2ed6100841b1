"""A service account's key, as Google's console gives it: who it is, and credentials of it."""

import json
from collections.abc import Sequence
from typing import Any

from google.auth.credentials import Credentials
from google.oauth2.service_account import Credentials as ServiceAccount

from bot.errors import ServiceRefused

NO_KEY = (
    "That is no key of a service account. It is the whole text of the JSON file that Google's "
    "console gives for one."
)


def email(key: str) -> str:
    """Return whose key it is, or raise `ServiceRefused`."""
    return str(_told(key)["client_email"])


def credentials(key: str, scopes: Sequence[str], token_url: str) -> Credentials:
    """Return what signs in with a key, at *token_url* and not where the key itself says.

    Raises `ServiceRefused`.
    """
    told = _told(key) | {"token_uri": token_url}
    try:
        made: Any = ServiceAccount.from_service_account_info(told, scopes=list(scopes))
    except (ValueError, TypeError) as error:
        raise ServiceRefused(NO_KEY) from error
    return made


def _told(key: str) -> dict[str, Any]:
    try:
        told: Any = json.loads(key)
        known = told["type"] == "service_account" and "@" in told["client_email"]
    except (ValueError, LookupError, TypeError) as error:
        raise ServiceRefused(NO_KEY) from error
    if not known or not told.get("private_key"):
        raise ServiceRefused(NO_KEY)
    return told

"""Whether there is a tuning service, and what it can do."""

from collections.abc import Mapping, Sequence
from typing import Any

import requests

from bot.accounts import GoogleAccounts
from bot.config import Config
from bot.doctor.check import TIMEOUT, Check, Checks, fine, unset, wrong
from bot.doctor.whose import opened
from bot.errors import TunerError
from bot.store.state import way_in
from bot.tuning.gemini import TUNES
from bot.tuning.limits import GEMINI as LIMITS

STREAMS = "streamGenerateContent"
NOBODY = "Which base models it has is seen once somebody has linked an account: look again then."
GOOGLE = ("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "GOOGLE_TOKEN_URL")  # to renew a link by
MEGABYTE = 1_000_000

Headers = Mapping[str, str]


def checks(config: Config, problems: Mapping[str, str]) -> Checks:
    if not config.tuning_url and "TUNING_URL" not in problems:
        return  # nobody tunes there
    unknown = list(unset("tuning.service", problems, "TUNING_URL"))
    yield from unknown or _service(config, problems)


def _service(config: Config, problems: Mapping[str, str]) -> Checks:
    there = _answers(config.tuning_url)
    yield there
    if there.ok:
        yield from list(unset("tuning.models", problems, *GOOGLE)) or [_models(config)]


def _answers(url: str) -> Check:
    """See whether what answers is such a service: it may well ask who is there."""
    try:
        answer = _ask(url, {})
    except requests.RequestException as error:
        words = f"it can't be reached at {url} ({type(error).__name__})"
        return wrong("tuning.service", words, "Start it, or set TUNING_URL to where it is.")
    try:
        body = answer.json()
    except ValueError:
        body = None
    if isinstance(body, dict) and ("models" in body or "error" in body):
        return fine("tuning.service", f"it answers at {url}")
    words = f"what answers at {url} does not speak the Gemini API"
    return wrong("tuning.service", words, "Set TUNING_URL to a server that does.")


def _models(config: Config) -> Check:
    """List what can be tuned, by a workspace's API key or the link that was used last."""
    name = "tuning.models"
    try:
        headers = _headers(config)
        if headers is None:
            return fine(name, "nobody is there to ask as", NOBODY)
        answer = _ask(config.tuning_url, headers)
        answer.raise_for_status()
        models: Sequence[Mapping[str, Any]] = answer.json().get("models", [])
    except TunerError as error:
        return wrong(name, f"can't be listed: {error}", "Link that account again, and look again.")
    except (requests.RequestException, ValueError, AttributeError) as error:
        status = getattr(getattr(error, "response", None), "status_code", type(error).__name__)
        return wrong(name, f"can't be listed ({status})", "Look into the service's own log.")
    return _said(name, [it for it in models if TUNES in it.get("supportedGenerationMethods", [])])


def _said(name: str, bases: Sequence[Mapping[str, Any]]) -> Check:
    if not bases:
        fix = "Google switched its own tuning off in May 2025: set TUNING_URL to another service."
        return wrong(name, "it has no base model that can be tuned", fix)
    streams = any(STREAMS in it.get("supportedGenerationMethods", []) for it in bases)
    many = "1 base model" if len(bases) == 1 else f"{len(bases)} base models"
    pieces = "come in pieces" if streams else "come whole"
    return fine(
        name,
        f"{many} can be tuned; answers {pieces}; a pair may have {LIMITS.input_characters:,} and "
        f"{LIMITS.output_characters:,} characters, a file {_megabytes()} MB",
    )


def _megabytes() -> int:
    return (LIMITS.request_bytes or 0) // MEGABYTE


def _ask(url: str, headers: Headers) -> requests.Response:
    where, size = f"{url}/v1beta/models", {"pageSize": 1000}
    return requests.get(where, size, headers=dict(headers), timeout=TIMEOUT)


def _headers(config: Config) -> Headers | None:
    """Return what says who asks; None where nobody can."""
    store = opened(config)
    found = way_in(config.database) if store else None
    if not (store and found):
        return None
    workspace, person = found
    if not person:
        return {"x-goog-api-key": store.workspace(workspace).settings.key() or ""}
    credentials: Any = GoogleAccounts(config.google, store).credentials(workspace, person)
    return {"Authorization": f"Bearer {credentials.token}"}

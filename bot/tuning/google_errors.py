"""What Google's clients raise, in our words.

`str()` of their errors holds URLs and is never shown. They raise the class of the HTTP status;
what the service said is read from the body.
"""

import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar, cast

import requests
from google.api_core.exceptions import (
    GoogleAPICallError,
    from_http_response,  # pyright: ignore[reportUnknownVariableType]
)
from google.auth.exceptions import GoogleAuthError, RefreshError
from google.protobuf.json_format import ParseError
from requests import codes

from bot.errors import (
    Forbidden,
    LinkExpired,
    NotFound,
    QuotaUsedUp,
    ServiceRefused,
    TunerError,
    TuningUnavailable,
)

T = TypeVar("T")

RPC = "type.googleapis.com/google.rpc."
URL = re.compile(r"\b\w+://\S+")
SECONDS = re.compile(r"(\d+(?:\.\d+)?)s?")
LONGEST_QUOTE = 300
TRANSIENT = {408, 499, 500, 502, 503, 504}

FORBIDDEN = {
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": (
        "Your Google link does not allow tuning. "
        "Run `/tune connect` again, and allow everything that is asked for."
    ),
    "SERVICE_DISABLED": (
        "Tuning is switched off in the Google Cloud project. Ask whoever runs Tuner to enable it."
    ),
    "USER_PROJECT_DENIED": (
        "Your Google account may not use the quota of Tuner's Google Cloud project. "
        "Ask whoever runs Tuner to allow it."
    ),
}
NOT_YOURS = (
    "Your Google account may not do that. Ask the model's owner to share it with you, "
    "or whoever runs Tuner."
)
TOO_MUCH = "That is too much for the tuning service at once. Leave out some examples."


class AlreadyThere(ServiceRefused):
    """A model of that id exists."""


class NotOffered(ServiceRefused):
    """The service has no such call."""


class Unreadable(TuningUnavailable):
    """The answer is not what the service's client expects: half of it, or a web page."""

    def __init__(self) -> None:
        super().__init__("The tuning service gave an answer that can't be read. Try again later.")


@dataclass(frozen=True, slots=True)
class Said:
    """What the body of an error says, in Google's own form."""

    status: str
    message: str
    details: Mapping[str, Mapping[str, Any]]  # by type: ErrorInfo, RetryInfo, BadRequest, ...


# What one service means by a status and what is said to it; None where it is as everywhere.
Known = Callable[[int, Said], TunerError | None]


@contextmanager
def explained(id: str = "", *, base_model: str = "", known: Known | None = None) -> Generator[None]:
    """Turn what a call of Google's client raises into a `TunerError`.

    *id* or *base_model* is what "not found" means; *known* is asked first. Put nothing but
    that call inside.
    """
    try:
        yield
    except GoogleAPICallError as error:
        raise _of_status(error, id, base_model, known) from error
    except RefreshError as error:
        raise _of_refresh(error) from error
    except requests.Timeout as error:
        words = "The tuning service did not answer in time. Try again later."
        raise TuningUnavailable(words) from error
    except (requests.RequestException, GoogleAuthError) as error:
        words = "The tuning service can't be reached. Try again later."
        raise TuningUnavailable(words) from error
    except (ParseError, ValueError, AttributeError, TypeError) as error:
        # ParseError: half a body, or a web page. The others: an error's body that is not in
        # Google's form makes its own reader stumble, as a list does.
        raise Unreadable from error


def twice(call: Callable[[], T]) -> T:
    """Do what may be done twice again if the service did not answer, and did not ask to wait."""
    try:
        return call()
    except TuningUnavailable as error:
        if error.retry_after:
            raise
        return call()


def check(response: requests.Response) -> None:
    """Raise for an error that came to a call of our own what Google's clients would."""
    if response.status_code >= codes.bad_request:
        raise from_http_response(response)


def quoted(text: str) -> str:
    """Return a service's words fit to be shown: short, on one line, with no URL."""
    text = " ".join(URL.sub("…", text).split())
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"


def _of_status(
    error: GoogleAPICallError, id: str, base_model: str, known: Known | None
) -> TunerError:
    code, said = int(error.code or 0), _said_by(error)
    if code in TRANSIENT or code < codes.bad_request:
        return TuningUnavailable(f"The tuning service is in trouble ({code}). Try again later.")
    if code == codes.too_many_requests:
        return _too_many(said, _retry_after(error))
    if said is None:
        # Not the service's own answer: a proxy's, or the address is wrong. It tells nothing
        # about the model, so it must not end a job.
        words = f"Something that is not the tuning service answered ({code}) at its address."
        return TuningUnavailable(f"{words} Ask whoever runs Tuner to check it.")
    return (known and known(code, said)) or _refusal(code, said, id, base_model)


def _refusal(code: int, said: Said, id: str, base_model: str) -> TunerError:
    known: dict[int, TunerError] = {
        codes.unauthorized: LinkExpired(),
        codes.forbidden: _forbidden(said),
        codes.not_found: _missing(id, base_model),
        codes.conflict: _conflict(said),
        codes.request_entity_too_large: ServiceRefused(TOO_MUCH),
        codes.not_implemented: NotOffered("The tuning service can't do that."),
    }
    why = complaint(said) or f"it does not say why ({code})"
    return known.get(code) or ServiceRefused(f"The tuning service refused: {why}.")


def _forbidden(said: Said) -> TunerError:
    reason = str(said.details.get("ErrorInfo", {}).get("reason", ""))
    return Forbidden(FORBIDDEN.get(reason, NOT_YOURS))


def _missing(id: str, base_model: str) -> TunerError:
    if id:
        return NotFound(id)
    what = f"base model `{base_model}`. Choose another one" if base_model else "such thing"
    return ServiceRefused(f"The tuning service has no {what}.")


def _conflict(said: Said) -> TunerError:
    if said.status == "ABORTED":
        return TuningUnavailable("The tuning service was busy with this model. Try again.")
    return AlreadyThere("The tuning service has a model of that id already.")


def complaint(said: Said) -> str:
    """Return what is wrong with the request: the fields' own complaints where there are any."""
    violations = said.details.get("BadRequest", {}).get("fieldViolations", [])
    told = [f"{it.get('field', '')}: {it.get('description', '')}" for it in violations]
    return quoted("; ".join(told) or said.message).rstrip(".")


def _too_many(said: Said | None, header: str) -> QuotaUsedUp:
    delay = said.details.get("RetryInfo", {}).get("retryDelay", "") if said else ""
    found = SECONDS.fullmatch(str(delay)) or SECONDS.fullmatch(header)
    words = "The tuning service takes no more requests from this account for now."
    if not found:
        return QuotaUsedUp(f"{words} Try again later.")
    wait = timedelta(seconds=float(found[1]))
    seconds = max(1, round(wait.total_seconds()))
    return QuotaUsedUp(f"{words} Try again in {seconds} s.", retry_after=wait)


def _retry_after(error: GoogleAPICallError) -> str:
    response: object = error.response  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return (
        response.headers.get("Retry-After", "") if isinstance(response, requests.Response) else ""
    )


def _of_refresh(error: RefreshError) -> TunerError:
    """Tell a link that has ended from a sign-in service that is in trouble."""
    if error.retryable:
        return TuningUnavailable("Google's sign-in is in trouble. Try again later.")
    if any(name in str(error.args) for name in ("invalid_client", "unauthorized_client")):
        words = "Google does not accept Tuner's own client id. Ask whoever runs Tuner to check it."
        return ServiceRefused(words)
    return LinkExpired()


def _said_by(error: GoogleAPICallError) -> Said | None:
    """Return what the service said, or None if the body is not in Google's form."""
    response: object = error.response  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    if not isinstance(response, requests.Response):
        return None
    try:
        body: Any = response.json()["error"]
        details = {
            str(it["@type"]).removeprefix(RPC): cast("Mapping[str, Any]", it)
            for it in body.get("details", [])
        }
        return Said(str(body.get("status", "")), str(body["message"]), details)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None

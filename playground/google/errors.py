"""Google's error model: a code's name, its HTTP status, words, and details by type."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import JSONResponse

DOMAIN = "googleapis.com"
SERVICE = "generativelanguage.googleapis.com"

HTTP = {
    "CANCELLED": 499,
    "UNKNOWN": 500,
    "INVALID_ARGUMENT": 400,
    "DEADLINE_EXCEEDED": 504,
    "NOT_FOUND": 404,
    "ALREADY_EXISTS": 409,
    "PERMISSION_DENIED": 403,
    "RESOURCE_EXHAUSTED": 429,
    "FAILED_PRECONDITION": 400,
    "ABORTED": 409,
    "OUT_OF_RANGE": 400,
    "UNIMPLEMENTED": 501,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
    "UNAUTHENTICATED": 401,
}
BY_HTTP = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "NOT_FOUND",  # Google's front end knows a path by its method: another method is no path
    409: "ALREADY_EXISTS",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}

Detail = dict[str, Any]


class ApiError(Exception):
    """A refusal as the API words it; `str(error)` is for the person."""

    def __init__(self, status: str, message: str, details: Sequence[Detail] = ()) -> None:
        super().__init__(message)
        self.status, self.message, self.details = status, message, tuple(details)

    @property
    def code(self) -> int:
        return HTTP[self.status]

    def body(self) -> Detail:
        error: Detail = {"code": self.code, "message": self.message, "status": self.status}
        if self.details:
            error["details"] = list(self.details)
        return {"error": error}

    def response(self) -> JSONResponse:
        headers = {"WWW-Authenticate": 'Bearer realm="playground"'} if self.code == 401 else {}  # noqa: PLR2004
        return JSONResponse(self.body(), self.code, headers)


def _typed(type: str, **fields: object) -> Detail:
    return {"@type": f"type.googleapis.com/google.rpc.{type}", **fields}


def retry_info(seconds: float) -> Detail:
    return _typed("RetryInfo", retryDelay=f"{seconds:g}s")


def error_info(reason: str, service: str = SERVICE, **more: str) -> Detail:
    told = {"service": service, **more}
    return _typed("ErrorInfo", reason=reason, domain=DOMAIN, metadata=told)


def invalid(message: str, field: str = "") -> ApiError:
    """Refuse what was asked; *field* is the dotted path of what is wrong in it."""
    return invalid_fields(message, [(field, message)] if field else [])


def invalid_fields(message: str, fields: Sequence[tuple[str, str]]) -> ApiError:
    """Refuse what was asked, with the dotted path of each field that is wrong, and why."""
    violations = [{"field": field, "description": words} for field, words in fields]
    details = [_typed("BadRequest", fieldViolations=violations)] if violations else []
    return ApiError("INVALID_ARGUMENT", message, details)


def bad_key() -> ApiError:
    """Answer as the live API does to a key that it does not know: with 400, not 401."""
    message = "API key not valid. Please pass a valid API key."
    return ApiError("INVALID_ARGUMENT", message, [error_info("API_KEY_INVALID")])


def nobody() -> ApiError:
    return ApiError(
        "UNAUTHENTICATED",
        "Request is missing required authentication credential. Send an OAuth 2 access token "
        "(Authorization: Bearer) or an API key (x-goog-api-key).",
        [error_info("CREDENTIALS_MISSING")],
    )


def bad_token() -> ApiError:
    return ApiError(
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials: this access token is unknown, expired "
        "or revoked. Sign in again or refresh it.",
        [error_info("ACCESS_TOKEN_EXPIRED")],
    )


def missing_scope(service: str = SERVICE) -> ApiError:
    message = "Request had insufficient authentication scopes."
    info = error_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", service)
    return ApiError("PERMISSION_DENIED", message, [info])


def missing_role(name: str, needed: str) -> ApiError:
    return ApiError(
        "PERMISSION_DENIED",
        f"You do not have permission to access tuned model {name}: this needs the role {needed}.",
        [error_info("IAM_PERMISSION_DENIED")],
    )


def not_found(name: str) -> ApiError:
    return ApiError("NOT_FOUND", f"{name} was not found. It may have been deleted.")


def taken(name: str) -> ApiError:
    return ApiError("ALREADY_EXISTS", f"{name} already exists.")


def unready(message: str) -> ApiError:
    return ApiError("FAILED_PRECONDITION", message)

"""Trouble on order, in the words of Google's services."""

from starlette.responses import JSONResponse, Response

from playground.faults import Rule
from playground.google.errors import BY_HTTP, HTTP, ApiError, retry_info

TOLD = "The service was told to fail here."
OAUTH = frozenset(
    {"invalid_grant", "invalid_client", "invalid_scope", "unauthorized_client", "access_denied"}
)
SIGN_IN = "oauth2."


def knows(kind: str) -> bool:
    return kind in HTTP or kind in OAUTH


def refuse(method: str, rule: Rule) -> Response:
    """Answer as that method of the real service would."""
    if rule.kind in OAUTH:
        status = 401 if rule.kind.endswith("client") else 400
        return JSONResponse({"error": rule.kind, "error_description": TOLD}, status)
    if rule.status is not None and rule.status not in BY_HTTP:
        return Response(TOLD, rule.status)
    name = BY_HTTP[rule.status] if rule.status is not None else rule.kind
    details = [] if rule.retry_after is None else [retry_info(rule.retry_after)]
    response = ApiError(name, TOLD, details).response()
    if method.startswith(SIGN_IN) and rule.retry_after is not None:
        response.headers["Retry-After"] = f"{rule.retry_after:g}"
    return response

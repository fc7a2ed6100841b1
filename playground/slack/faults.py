"""Trouble on order, in Slack's words."""

import re

from starlette.responses import JSONResponse, PlainTextResponse, Response

from playground.faults import Rule

TOO_MANY = 429
NAME = re.compile(r"[a-z][a-z_]*")


def knows(kind: str) -> bool:
    """Any of Slack's names will do: there are hundreds, and methods have their own."""
    return bool(NAME.fullmatch(kind))


def words_for(rule: Rule) -> str:
    return f"{rule.kind}{' after' if rule.after else ''}"


def refuse(rule: Rule, headers: dict[str, str]) -> Response:
    """Answer as Slack does: an error has status 200, but for too many calls and its own trouble."""
    if rule.retry_after is not None:
        headers = headers | {"retry-after": f"{rule.retry_after:g}"}
    if rule.status == TOO_MANY:
        return JSONResponse({"ok": False, "error": "ratelimited"}, TOO_MANY, headers)
    if rule.status is not None:
        return PlainTextResponse("upstream connect error", rule.status, headers)
    more = {"needed": "what:ever", "provided": ""} if rule.kind == "missing_scope" else {}
    return JSONResponse({"ok": False, "error": rule.kind, **more}, 200, headers)

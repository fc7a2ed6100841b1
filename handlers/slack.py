"""What Slack's refusals mean to us."""

import re
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError

NOT_ALLOWED_TO_SPEAK = {
    "not_in_channel",
    "channel_not_found",
    "is_archived",
    "restricted_action",
    "restricted_action_read_only_channel",
    "cannot_post_to_channel",
}
NOBODY_THERE = {*NOT_ALLOWED_TO_SPEAK, "user_not_found"}
CARD_GONE = {"message_not_found", "cant_update_message"}
UNKNOWN = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
SHUT_OUT = {"invalid_auth", "token_revoked", "token_expired", "account_inactive", "not_authed"}
TOO_MUCH = {
    "msg_too_long",
    "msg_blocks_too_long",
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_attachments",
}
CANT_READ = {*NOT_ALLOWED_TO_SPEAK, "missing_scope", "not_allowed_token_type", "thread_not_found"}

A_WHILE = timedelta(seconds=30)  # where Slack wants us to wait and does not say how long
SHUT_OUT_FOR = timedelta(minutes=5)  # before we try the token again
NO_ANSWER = (OSError, HTTPException)  # no connection, none any more, or half of the answer

# The same, where what failed is not known to be a call of Slack's.
UNREACHED = (URLError, ConnectionError, TimeoutError, HTTPException)

_NAME = re.compile(r"[a-z0-9_.]+")


def code(error: SlackApiError) -> str:
    response: Any = error.response
    return str(response.get("error") or "")


def wait_asked(error: SlackApiError) -> timedelta | None:
    """Return how long Slack wants us to wait before we go on; None if it refused otherwise."""
    response: Any = error.response
    if response.status_code != HTTPStatus.TOO_MANY_REQUESTS and code(error) != "ratelimited":
        return SHUT_OUT_FOR if code(error) in SHUT_OUT else None
    seconds = str(response.headers.get("Retry-After") or response.headers.get("retry-after") or "")
    return timedelta(seconds=int(seconds)) if seconds.isdigit() else A_WHILE


def is_unknown(error: SlackApiError) -> bool:
    """Say whether Slack may have done what it was asked, though it says it did not.

    So it is where the answer is none of Slack's: half of it, or a web page.
    """
    response: Any = error.response
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return False
    broken = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
    return broken or code(error) in UNKNOWN or not _NAME.fullmatch(code(error))


def is_trouble(error: BaseException) -> bool:
    """Say whether it is Slack that gives no answer, or none now: no mistake of ours."""
    if isinstance(error, SlackApiError):
        return is_unknown(error) or wait_asked(error) is not None
    return isinstance(error, UNREACHED)


def is_mistake(error: BaseException) -> bool:
    """Say whether what went wrong is ours: neither Slack's trouble nor its no to one place."""
    closed = isinstance(error, SlackApiError) and code(error) in NOBODY_THERE
    return not closed and not is_trouble(error)

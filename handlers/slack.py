"""What Slack's refusals mean to us."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from slack_sdk.errors import SlackApiError

NOT_ALLOWED_TO_SPEAK = {
    "not_in_channel",
    "channel_not_found",
    "is_archived",
    "restricted_action",
    "restricted_action_read_only_channel",
    "cannot_post_to_channel",
}
CARD_GONE = {"message_not_found", "cant_update_message"}
UNKNOWN = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
A_WHILE = timedelta(seconds=30)  # where Slack wants us to wait and does not say how long


def code(error: SlackApiError) -> str:
    response: Any = error.response
    return str(response.get("error") or "")


def wait_asked(error: SlackApiError) -> timedelta | None:
    """Return how long Slack wants us to wait before we go on; None if it refused otherwise."""
    response: Any = error.response
    if response.status_code != HTTPStatus.TOO_MANY_REQUESTS and code(error) != "ratelimited":
        return None
    seconds = str(response.headers.get("Retry-After") or "")
    return timedelta(seconds=int(seconds)) if seconds.isdigit() else A_WHILE


def is_unknown(error: SlackApiError) -> bool:
    """Say whether Slack may have done what it was asked, though it says it did not."""
    response: Any = error.response
    return response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or code(error) in UNKNOWN

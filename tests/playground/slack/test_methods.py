"""The local workspace serves all that the app asks of Slack."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk import WebClient

from playground.slack.api.methods import METHODS

ROOT = Path(__file__).parent.parent.parent.parent
CALLERS = ("bot", "handlers")

# What Slack's client does with several calls, or calls by a name in three parts.
SEVERAL = {
    "files_upload_v2": ("files.getUploadURLExternal", "files.completeUploadExternal"),
    "usergroups_users_list": ("usergroups.users.list",),
    "apps_connections_open": ("apps.connections.open",),
    "oauth_v2_access": ("oauth.v2.access",),
    "api_call": (),  # what all of them do
    "chat_stream": ("chat.startStream", "chat.appendStream", "chat.stopStream"),
}


def called() -> set[str]:
    """Return the names of the methods of Slack's client that our code uses."""
    return {
        node.attr
        for tree in CALLERS
        for path in sorted(ROOT.glob(f"{tree}/**/*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and "_" in node.attr and hasattr(WebClient, node.attr)
    }


def methods(attribute: str) -> Iterator[str]:
    """Yield Slack's names of what a method of the client calls."""
    if attribute in SEVERAL:
        yield from SEVERAL[attribute]
    else:
        family, _, rest = attribute.partition("_")
        yield f"{family}.{rest}"


@pytest.mark.parametrize("attribute", sorted(it for it in called() if not it.startswith("_")))
def test_every_method_that_the_app_calls_is_served(attribute: str) -> None:
    left = [name for name in methods(attribute) if name not in METHODS]
    assert not left, f"{attribute} is not served"


def test_what_is_looked_for_is_found() -> None:
    assert {"chat_postMessage", "views_open", "files_upload_v2", "chat_startStream"} <= called()

"""The manifest is valid, and in step with what the code registers and calls."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from slack_sdk import WebClient

from handlers import commands

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT.parent / "shared/data/slack-manifest-schema/manifest.schema.2.0.0.json"
MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text())

# What each Web API method that we call needs. None: any token will do.
SCOPE_OF = {
    "chat_appendStream": "chat:write",
    "chat_getPermalink": None,
    "chat_postEphemeral": "chat:write",
    "chat_postMessage": "chat:write",
    "chat_startStream": "chat:write",
    "chat_stopStream": "chat:write",
    "chat_update": "chat:write",
    "auth_test": None,
    "conversations_history": "im:history",
    "conversations_replies": None,  # one of `OPTIONAL`
    "files_info": "files:read",
    "files_upload_v2": "files:write",
    "users_info": "users:read",
    "views_open": None,
    "views_publish": None,
    "views_update": None,
}
OPTIONAL = {"channels:history", "groups:history"}  # only to find what is in doubt
SCOPES_OF_EVENT: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "tokens_revoked": set(),
    "member_joined_channel": {"channels:read", "groups:read"},
    "message.im": {"im:history"},
}
# `app.event("message")` hears what the manifest subscribes to, which is direct messages.
EVENT_OF = {"message": "message.im"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Give each method call in handlers, by the method's name."""
    for path in sorted((ROOT / "handlers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield node.func.attr, node


def registered(kind: str) -> set[str]:
    """Return what the feature modules give to ``app.KIND(...)``, constants looked up."""
    said = {ast.unparse(node.args[0]) for name, node in calls() if name == kind and node.args}
    return {getattr(commands, it, it).strip("'") for it in said}


def methods_called() -> set[str]:
    return {
        name for name, _ in calls() if "_" in name and callable(getattr(WebClient, name, None))
    } - {"api_call"}


def test_slack_would_take_it() -> None:
    if not SCHEMA.exists():
        pytest.skip(f"Slack's published schema is not at {SCHEMA}")
    jsonschema.validate(MANIFEST, json.loads(SCHEMA.read_text()))


def test_commands_are_those_that_the_code_answers() -> None:
    said = {it["command"] for it in MANIFEST["features"]["slash_commands"]}

    assert said == registered("command")


def test_shortcuts_are_those_that_the_code_answers() -> None:
    said = {it["callback_id"] for it in MANIFEST["features"].get("shortcuts", [])}

    assert said == registered("shortcut")


def test_events_are_those_that_the_code_hears() -> None:
    """Slack sends an event again, and again, if nobody here takes it."""
    heard = {EVENT_OF.get(it, it) for it in registered("event")}

    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == heard
    assert heard == set(SCOPES_OF_EVENT)


def test_every_method_that_is_called_is_known_with_its_scope() -> None:
    assert methods_called() == set(SCOPE_OF)


def test_scopes_are_those_that_are_needed_and_no_more() -> None:
    needed = {*SCOPE_OF.values(), *set[str]().union(*SCOPES_OF_EVENT.values()), "commands"}

    scopes = MANIFEST["oauth_config"]["scopes"]
    assert set(scopes["bot"]) == needed - {None}
    assert set(scopes["bot_optional"]) == OPTIONAL


def test_token_rotation_is_off_and_socket_mode_on() -> None:
    settings = MANIFEST["settings"]

    assert settings["socket_mode_enabled"]
    assert not settings["token_rotation_enabled"]
    assert settings["interactivity"]["is_enabled"]

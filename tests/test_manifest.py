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

from bot.domain.commands import plain, prefixed
from bot.manifest import OF_ORGANISATIONS, manifest
from handlers import commands

URL = "https://tuner.example"
ROOT = Path(__file__).parent.parent
SCHEMA = ROOT.parent / "shared/data/slack-manifest-schema/manifest.schema.2.0.0.json"
MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text())

# What each Web API method that we call needs. None: any token will do.
SCOPE_OF = {
    "apps_connections_open": None,  # an app-level token, which has scopes of its own
    "auth_test": None,
    "chat_appendStream": "chat:write",
    "chat_getPermalink": None,
    "chat_postEphemeral": "chat:write",
    "chat_postMessage": "chat:write",
    "chat_startStream": "chat:write",
    "chat_stopStream": "chat:write",
    "chat_update": "chat:write",
    "conversations_history": "im:history",
    "conversations_replies": None,  # one of `OPTIONAL`
    "files_info": "files:read",
    "oauth_v2_access": None,
    "files_upload_v2": "files:write",
    "usergroups_list": "usergroups:read",
    "usergroups_users_list": "usergroups:read",
    "users_info": "users:read",
    "views_open": None,
    "views_publish": None,
    "views_push": None,
    "views_update": None,
}
# What Tuner does without, where an admin would rather not: user groups, finding what is in doubt.
OPTIONAL = {"usergroups:read", "channels:history", "groups:history"}
SCOPES_OF_EVENT: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "tokens_revoked": set(),
    "member_joined_channel": {"channels:read", "groups:read"},
    "message.im": {"im:history"},
    "team_access_granted": set(),
    "team_access_revoked": set(),
}
# `app.event("message")` hears what the manifest subscribes to, which is direct messages.
EVENT_OF = {"message": "message.im"}


def printed(url: str = "", prefix: str = "") -> dict[str, Any]:
    return yaml.safe_load(manifest(url, prefix))


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


@pytest.mark.parametrize("prefix", ["", "x-"])
@pytest.mark.parametrize("url", ["", URL])
def test_slack_would_take_it(url: str, prefix: str) -> None:
    if not SCHEMA.exists():
        pytest.skip(f"Slack's published schema is not at {SCHEMA}")
    jsonschema.validate(printed(url, prefix), json.loads(SCHEMA.read_text()))


def test_what_is_printed_for_a_socket_is_the_file_itself() -> None:
    assert manifest() == (ROOT / "manifest.yml").read_text()


def test_by_http_slack_is_told_where_everything_goes() -> None:
    whole = printed(URL)
    settings, events = whole["settings"], f"{URL}/slack/events"

    assert settings["event_subscriptions"]["request_url"] == events
    assert settings["interactivity"]["request_url"] == events
    assert settings["interactivity"]["message_menu_options_url"] == events
    assert {it["url"] for it in whole["features"]["slash_commands"]} == {events}
    assert whole["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]
    assert settings["token_rotation_enabled"]
    assert settings["org_deploy_enabled"]
    assert not settings["socket_mode_enabled"]
    assert whole["oauth_config"]["scopes"] == MANIFEST["oauth_config"]["scopes"]
    bots = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert {*settings["event_subscriptions"]["bot_events"]} == {*bots, *OF_ORGANISATIONS}


def test_a_prefix_is_on_every_command_and_comes_off_again() -> None:
    said = [it["command"] for it in printed(prefix="x-")["features"]["slash_commands"]]

    assert {plain(it, "x-") for it in said} == registered("command")
    assert all(it.startswith("/x-") for it in said)
    assert plain("/tune", "x-") == "/tune"
    assert plain("/x-fly", "x-") == "/x-fly"


def test_only_our_own_words_for_a_command_get_the_prefix() -> None:
    view = {"text": "Run `/tune help` or `/ask`; not /ask, `/asked` or `x /tune`.", "n": [1, None]}

    assert prefixed(view, "x-") == {
        "text": "Run `/x-tune help` or `/x-ask`; not /ask, `/asked` or `x /tune`.",
        "n": [1, None],
    }
    assert prefixed(view, "") is view


def test_commands_are_those_that_the_code_answers() -> None:
    said = {it["command"] for it in MANIFEST["features"]["slash_commands"]}

    assert said == registered("command")


def test_shortcuts_are_those_that_the_code_answers() -> None:
    said = {it["callback_id"] for it in MANIFEST["features"].get("shortcuts", [])}

    assert said == registered("shortcut")


def test_events_are_those_that_the_code_hears() -> None:
    """Slack sends an event again, and again, if nobody here takes it."""
    heard = {EVENT_OF.get(it, it) for it in registered("event")}

    assert {*MANIFEST["settings"]["event_subscriptions"]["bot_events"], *OF_ORGANISATIONS} == heard
    assert heard == set(SCOPES_OF_EVENT)


def test_every_method_that_is_called_is_known_with_its_scope() -> None:
    assert methods_called() == set(SCOPE_OF)


def test_scopes_are_those_that_are_needed_and_no_more() -> None:
    needed = {*SCOPE_OF.values(), *set[str]().union(*SCOPES_OF_EVENT.values()), "commands"}

    scopes = MANIFEST["oauth_config"]["scopes"]
    assert set(scopes["bot"]) == needed - {None} - OPTIONAL
    assert set(scopes["bot_optional"]) == OPTIONAL


def test_token_rotation_is_off_and_socket_mode_on() -> None:
    settings = MANIFEST["settings"]

    assert settings["socket_mode_enabled"]
    assert not settings["token_rotation_enabled"]
    assert settings["interactivity"]["is_enabled"]

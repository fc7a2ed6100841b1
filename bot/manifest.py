"""The app that Slack is told of: one template, and what differs in an installation."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.domain.commands import prefixed

HERE = Path(__file__).parent
TEMPLATES = (HERE / "manifest.yml", HERE.parent / "manifest.yml")  # installed; in its own tree

# Which workspaces of an organisation have the app: said only to one that organisations install.
OF_ORGANISATIONS = ("team_access_granted", "team_access_revoked")


def manifest(url: str = "", prefix: str = "") -> str:
    """Return it as YAML: for signed HTTP at *url*, else for Socket Mode; *prefix* as in /x-tune."""
    text = _template()
    if not url and not prefix:
        return text
    whole = yaml.safe_load(text)
    for command in whole["features"]["slash_commands"]:
        command["command"] = f"/{prefix}{command['command'][1:]}"
    if url:
        _at(whole, url)
    words = yaml.safe_dump(prefixed(whole, prefix), sort_keys=False, width=100, allow_unicode=True)
    return f"{text.partition('_metadata:')[0]}{words}"


def scopes() -> Sequence[str]:
    """Return what an installation must be allowed."""
    return tuple(yaml.safe_load(_template())["oauth_config"]["scopes"]["bot"])


def _at(whole: dict[str, Any], url: str) -> None:
    events = f"{url}/slack/events"
    settings = whole["settings"]
    for command in whole["features"]["slash_commands"]:
        command["url"] = events
    whole["oauth_config"]["redirect_urls"] = [f"{url}/slack/oauth_redirect"]
    heard = settings["event_subscriptions"]["bot_events"]
    settings["event_subscriptions"] = {
        "request_url": events,
        "bot_events": sorted([*heard, *OF_ORGANISATIONS]),
    }
    settings["interactivity"] |= {"request_url": events, "message_menu_options_url": events}
    settings |= {
        "org_deploy_enabled": True,
        "socket_mode_enabled": False,
        "token_rotation_enabled": True,
    }


def _template() -> str:
    return next(it for it in TEMPLATES if it.exists()).read_text("utf-8")

"""What `manifest.yml` says about the app."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, cast

import yaml

Json = dict[str, Any]

COMMANDS = (
    {"command": "/tune", "description": "Start a tuning job", "usage_hint": "[help]"},
    {"command": "/models", "description": "List the tuned models", "usage_hint": ""},
    {"command": "/ask", "description": "Ask a tuned model", "usage_hint": "NAME prompt"},
)
EVENTS = (
    "app_home_opened",
    "app_mention",
    "file_shared",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """*scopes* is None where there is no manifest: then all are granted."""

    name: str = "Tuner"
    bot_name: str = "tuner"
    commands: tuple[Json, ...] = COMMANDS
    shortcuts: tuple[Json, ...] = ()
    events: tuple[str, ...] = EVENTS
    scopes: frozenset[str] | None = None
    home: bool = True
    interactive: bool = True
    by_socket: bool = True
    rotates: bool = False
    redirect_urls: tuple[str, ...] = ()
    events_url: str = ""
    interactive_url: str = ""
    options_url: str = ""

    @classmethod
    def read(cls, path: Path | None, optional: tuple[str, ...] = ()) -> Self:
        """Read the file, if there is one; of its optional scopes grant those in *optional*."""
        if path is None or not path.exists():
            return cls()
        whole = cast("Json", yaml.safe_load(path.read_text("utf-8")))
        features: Json = whole.get("features", {})
        settings: Json = whole.get("settings", {})
        urls = _addresses(settings)
        return cls(
            name=whole["display_information"]["name"],
            bot_name=features.get("bot_user", {}).get("display_name", "app"),
            commands=tuple(features.get("slash_commands", ())),
            shortcuts=tuple(features.get("shortcuts", ())),
            events=tuple(settings.get("event_subscriptions", {}).get("bot_events", ())),
            scopes=_scopes(whole, optional),
            home=features.get("app_home", {}).get("home_tab_enabled", False),
            interactive=settings.get("interactivity", {}).get("is_enabled", False),
            by_socket=not urls["events_url"],
            rotates=settings.get("token_rotation_enabled", False),
            redirect_urls=tuple(whole.get("oauth_config", {}).get("redirect_urls", ())),
            **urls,
        )

    def command(self, name: str) -> Json | None:
        return next((it for it in self.commands if it["command"] == name), None)


def _addresses(settings: Json) -> dict[str, str]:
    pressing: Json = settings.get("interactivity", {})
    return {
        "events_url": settings.get("event_subscriptions", {}).get("request_url", ""),
        "interactive_url": pressing.get("request_url", ""),
        "options_url": pressing.get("message_menu_options_url", ""),
    }


def _scopes(whole: Json, optional: tuple[str, ...]) -> frozenset[str]:
    scopes: Json = whole.get("oauth_config", {}).get("scopes", {})
    offered: list[str] = scopes.get("bot_optional", [])
    granted = [scope for scope in offered if scope in optional or "all" in optional]
    return frozenset([*scopes.get("bot", []), *granted])

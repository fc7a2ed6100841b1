"""What an API method is, and what it is given."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from playground.slack.errors import SlackError
from playground.slack.world import World

Json = dict[str, Any]
Scopes = tuple[str, ...]


@dataclass(slots=True)
class Call:
    """One call with its arguments, wherever they stood: JSON, form or query."""

    world: World
    args: Json

    def need(self, name: str, error: str | None = None) -> Any:
        """Return an argument; raises `SlackError` where it is missing."""
        value = self.args.get(name)
        if value in (None, ""):
            if error:
                raise SlackError(error)
            words = f"[ERROR] missing required field: {name}"
            raise SlackError("invalid_arguments", [words])
        return value

    def number(self, name: str, default: int, most: int) -> int:
        try:
            value = int(self.args.get(name) or default)
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments", [f"[ERROR] {name} must be a number"]) from None
        if not 1 <= value <= most:
            raise SlackError("invalid_limit")
        return value

    def on(self, name: str, *, default: bool = False) -> bool:
        value = self.args.get(name)
        return default if value is None else value in (True, "true", "1", 1)

    def channel(self, name: str = "channel") -> Json:
        """Return a channel that the app may see, by its id."""
        return self.world.workspace.channel(
            str(self.need(name, "channel_not_found")), self.world.workspace.bot
        )

    def scope(self, *any_of: str) -> None:
        """Raise `SlackError` unless the app has one of these scopes."""
        granted = self.world.workspace.manifest.scopes
        if granted is not None and not granted.intersection(any_of):
            raise SlackError("missing_scope", needed=any_of[0], provided=",".join(sorted(granted)))


Run = Callable[[Call], Json | Awaitable[Json]]


@dataclass(frozen=True, slots=True)
class Method:
    """*scopes*: the app needs one of them; none where it is empty or *run* itself asks."""

    run: Run
    scopes: Scopes = ()
    tier: int = 3
    token: Literal["bot", "app", "none"] = "bot"  # noqa: S105  # which kind, not which
    per_channel: bool = False


def page(items: list[Json], call: Call, most: int = 1000) -> tuple[list[Json], str]:
    """Cut one page out of *items*; returns it with the cursor of the next, or nothing."""
    limit = call.number("limit", 100, most)
    try:
        start = int(call.args.get("cursor") or 0)
    except ValueError:
        raise SlackError("invalid_cursor") from None
    rest = start + limit
    return items[start:rest], str(rest) if rest < len(items) else ""

"""Somebody takes Tuner out, or takes back what they allowed. Either event may come first."""

from datetime import UTC, datetime

from slack_bolt import App, BoltContext

from handlers.parts import Leaving
from handlers.stage import Ack, Stage
from handlers.surface import Json, Surface


def register(app: App, stage: Stage) -> None:
    app.event("app_uninstalled")(stage(uninstalled))
    app.event("tokens_revoked")(stage(revoked))
    app.event("team_access_revoked")(stage(withdrawn))
    app.event("team_access_granted")(stage(granted))


def uninstalled(
    ack: Ack, body: Json, context: BoltContext, surface: Surface, leaving: Leaving
) -> None:
    """Someone takes us out. It is written down before Slack hears the ack, so nothing is lost."""
    leave(body, context, surface, leaving)
    ack()


def revoked(ack: Ack, body: Json, context: BoltContext, surface: Surface, leaving: Leaving) -> None:
    """Someone takes back a token: the bot's, which is all of us, or what they allowed alone."""
    tokens: Json = body["event"].get("tokens") or {}
    if tokens.get("bot"):
        leave(body, context, surface, leaving)
    leaving.unlinked(surface.workspace, tokens.get("oauth") or (), at(body))
    ack()


def withdrawn(ack: Ack, body: Json, leaving: Leaving) -> None:
    """Take it out of workspaces of an organisation; the others keep it."""
    leaving.withdrawn(body["event"].get("team_ids") or (), at(body))
    ack()


def granted(ack: Ack, body: Json, context: BoltContext, leaving: Leaving) -> None:
    leaving.granted(context.enterprise_id or "", body["event"].get("team_ids") or ())
    ack()


def leave(body: Json, context: BoltContext, surface: Surface, leaving: Leaving) -> None:
    team = "" if context.is_enterprise_install else surface.workspace
    leaving.left(context.enterprise_id or "", team, at(body))


def at(body: Json) -> datetime:
    """Return when it happened: an event may come late, after Tuner was installed again."""
    return datetime.fromtimestamp(body["event_time"], UTC)

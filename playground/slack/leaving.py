"""The app is sent away: its tokens are none any more, and it is told so."""

from playground.slack.errors import SlackError
from playground.slack.world import World


def uninstall(world: World) -> None:
    """Raise `SlackError` where it is not installed. Which event comes first is a matter of luck."""
    if not world.installs.is_installed:
        raise SlackError("not_installed")
    world.installs.uninstall()
    bot = world.workspace.bot
    world.events.emit({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot]}})
    world.events.emit({"type": "app_uninstalled"})

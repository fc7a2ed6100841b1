"""`tuner doctor`: look one by one at what an operator gets wrong, and say what to do.

It changes nothing, and shows no secret. What Slack says is looked at in `handlers.checks`.
"""

from collections.abc import Iterable, Mapping

from bot.config import Config
from bot.doctor import browsers, database, door, google, live, settings, tuning, vertex
from bot.doctor.check import Check, Checks
from bot.domain import Clock, utc_now

__all__ = ["Check", "Checks", "examine", "try_out"]


def examine(
    config: Config, problems: Mapping[str, str], slack: Checks, clock: Clock = utc_now
) -> Checks:
    """Yield each check when it is done. *config* has what is set, less what *problems* name."""
    client = config.slack.client
    every: Mapping[str, Checks] = {
        "settings": settings.checks(problems),
        "database": database.checks(config, problems),
        "slack": slack,
        "slack.http": door.checks(config, client, problems, clock) if client else iter(()),
        "google": google.checks(config.google, problems, clock),
        "tuning": tuning.checks(config, problems),
        "vertex": vertex.checks(config, problems),
        "browsers": browsers.checks(config, problems),
    }
    for name, checks in every.items():
        yield from _carefully(name, checks)


def try_out(config: Config) -> Checks:
    """Yield the steps of a small training that is really done."""
    yield from _carefully("live", live.checks(config))


def _carefully(name: str, checks: Iterable[Check]) -> Checks:
    """Go on with what comes next, whatever is the matter with one part."""
    try:
        yield from checks
    except Exception as error:  # noqa: BLE001  # its words may quote a secret
        words = f"the check itself failed: {type(error).__module__}.{type(error).__name__}"
        yield Check(name=name, ok=False, message=words, fix="Please report this.")

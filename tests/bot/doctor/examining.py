"""Look as `tuner doctor` does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.config import Config
from bot.doctor import Check, database, examine
from bot.domain import utc_now
from handlers import checks, installed
from playground.trainer import Base

ROOT = Path(__file__).parents[3]


MANIFEST = ROOT / "manifest.yml"


TINY = Base(name="tiny", display_name="Tiny", description="", context=64, prepared=True)


@dataclass
class Bases:
    """What the local service asks a trainer for, when it is only asked what there is."""

    all: list[Base] = field(default_factory=lambda: [TINY])

    def bases(self) -> list[Base]:
        return self.all


def examined(settings: Mapping[str, str], ahead: timedelta = timedelta()) -> dict[str, Check]:
    """Return each check, by its name; our clock is *ahead*."""
    config, problems = Config.read(settings)
    its = config.slack

    def clock() -> Any:
        return utc_now() + ahead

    if its.client:
        slack = installed.checks(
            (its.client.id, its.client.secret),
            database.installations(config),
            api_url=its.api_url,
            install_url="https://tuner.example/slack/install",
            problems=problems,
            now=clock,
        )
    else:
        slack = checks.checks(its.bot_token, its.app_token, its.api_url, problems, clock)
    return {it.name: it for it in examine(config, problems, slack, clock)}


def wrong(settings: Mapping[str, str], ahead: timedelta = timedelta()) -> dict[str, Check]:
    """Return what is not well, each with something to do about it."""
    found = {name: it for name, it in examined(settings, ahead).items() if not it.ok}
    assert all(it.fix for it in found.values())
    return found

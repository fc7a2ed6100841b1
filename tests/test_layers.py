"""Who may know whom, checked. Read the two tables as the map of the code."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TREES = ("bot", "handlers", "playground", "benchmarks")

# What each part may import from the rest. The longest name that fits a module is its part.
MAY_IMPORT: dict[str, set[str]] = {
    # What Tuner is. Values and errors at the bottom, the place where the parts meet on top.
    "bot.errors": set(),
    "bot.domain": {"bot.errors"},
    "bot.datasets": {"bot.domain", "bot.errors"},
    "bot.charts": {"bot.domain", "bot.errors"},
    "bot.tuning": {"bot.domain", "bot.errors"},
    "bot.store": {"bot.domain", "bot.errors"},
    "bot.curves": {"bot.domain"},
    "bot.catalogue": {"bot.store", "bot.tuning", "bot.domain", "bot.errors"},
    "bot.sheets": {"bot.datasets", "bot.errors"},
    "bot.shelf": {"bot.datasets", "bot.store", "bot.tuning", "bot.domain", "bot.errors"},
    "bot.masked": {"bot.datasets", "bot.domain"},
    "bot.library": {
        "bot.masked",
        "bot.shelf",
        "bot.costs",
        "bot.permissions",
        "bot.history",
        "bot.datasets",
        "bot.store",
        "bot.tuning",
        "bot.domain",
        "bot.errors",
    },
    "bot.costs": {"bot.permissions", "bot.store", "bot.domain", "bot.errors"},
    "bot.permissions": {"bot.store", "bot.domain", "bot.errors"},
    "bot.history": {"bot.permissions", "bot.store", "bot.domain", "bot.errors"},
    "bot.settling": {"bot.permissions", "bot.history", "bot.store", "bot.domain", "bot.errors"},
    "bot.deleting": {"bot.catalogue", "bot.permissions", "bot.history", "bot.domain", "bot.errors"},
    "bot.sharing": {"bot.deleting", "bot.tuning", "bot.domain", "bot.errors"},
    "bot.models": {
        "bot.catalogue",
        "bot.sharing",
        "bot.store",
        "bot.tuning",
        "bot.domain",
        "bot.errors",
    },
    "bot.trying": {"bot.shelf", "bot.store", "bot.tuning", "bot.domain", "bot.errors"},
    "bot.asking": {"bot.deleting", "bot.store", "bot.tuning", "bot.domain", "bot.errors"},
    "bot.cards": {"bot.store", "bot.domain", "bot.errors"},
    "bot.pacing": set(),
    "bot.metrics": {"bot.domain"},
    "bot.watchdog": {"bot.store", "bot.domain"},
    "bot.stepping": {"bot.pacing", "bot.domain", "bot.errors"},
    "bot.following": {
        "bot.stepping",
        "bot.watchdog",
        "bot.cards",
        "bot.library",
        "bot.pacing",
        "bot.permissions",
        "bot.history",
        "bot.store",
        "bot.tuning",
        "bot.domain",
        "bot.errors",
    },
    "bot.tuner": {
        "bot.cards",
        "bot.costs",
        "bot.following",
        "bot.pacing",
        "bot.trying",
        "bot.library",
        "bot.models",
        "bot.asking",
        "bot.settling",
        "bot.permissions",
        "bot.history",
        "bot.store",
        "bot.tuning",
        "bot.domain",
        "bot.errors",
    },
    "bot.retiring": {"bot.tuner", "bot.domain", "bot.errors"},
    "bot.upkeep": {"bot.retiring", "bot.tuner", "bot.store", "bot.domain", "bot.errors"},
    "bot.poller": {"bot.cards", "bot.tuner", "bot.store", "bot.domain", "bot.errors"},
    "bot.log": set(),
    "bot.memory": set(),
    "bot.environment": set(),
    "bot.prices": {"bot.environment", "bot.domain"},
    "bot.cloud": {"bot.environment", "bot.domain"},
    "bot.config": {"bot.cloud", "bot.prices", "bot.environment", "bot.domain"},
    "bot.pulse": {"bot.domain"},
    "bot.signin": {"bot.config", "bot.domain", "bot.errors"},
    "bot.accounts": {"bot.signin", "bot.config", "bot.store", "bot.domain", "bot.errors"},
    "bot.pages": {"bot.domain"},
    "bot.leaving": {"bot.accounts", "bot.store", "bot.domain"},
    "bot.manifest": {"bot.domain"},
    "bot.web": {"bot.pages", "bot.accounts", "bot.domain", "bot.errors"},
    "bot.doctor": {
        "bot.accounts",
        "bot.environment",
        "bot.signin",
        "bot.config",
        "bot.store",
        "bot.tuning",
        "bot.domain",
        "bot.errors",
    },
    # Slack. A view is what it shows; a feature asks a `Tuner`; neither sees the store.
    "handlers.views": {
        "bot.models",
        "bot.library",
        "bot.shelf",
        "bot.curves",
        "bot.domain",
        "bot.errors",
    },
    "handlers": {
        "handlers.views",
        "bot.tuner",
        "bot.models",
        "bot.asking",
        "bot.library",
        "bot.shelf",
        "bot.permissions",
        "bot.history",
        "bot.curves",
        "bot.poller",
        "bot.charts",
        "bot.datasets",
        "bot.doctor",
        "bot.domain",
        "bot.errors",
    },
    "bot.app": {
        "handlers",
        "bot.web",
        "bot.accounts",
        "bot.sheets",
        "bot.leaving",
        "bot.manifest",
        "bot.signin",
        "bot.config",
        "bot.poller",
        "bot.upkeep",
        "bot.permissions",
        "bot.pacing",
        "bot.metrics",
        "bot.environment",
        "bot.pulse",
        "bot.tuner",
        "bot.tuning",
        "bot.store",
        "bot.domain",
        "bot.errors",
    },
    "bot.check": {"bot.datasets", "bot.tuning", "bot.domain", "bot.errors"},
    "bot.chores": {"bot.app", "bot.accounts", "bot.leaving", "bot.config", "bot.domain"},
    "bot.cli": {
        "bot.app",
        "bot.check",
        "bot.chores",
        "bot.doctor",
        "bot.manifest",
        "bot.config",
        "bot.environment",
        "bot.log",
        "bot.memory",
        "handlers",
    },
    "bot.__main__": {"bot.cli"},
    # A world to run it in, which knows it only over the wire, as Slack and Google would.
    "playground.faults": set(),  # one language of trouble for both services
    "playground.trainer": set(),
    "playground.google.passwords": set(),
    "playground.slack": {
        "playground.google.passwords",  # sealed one way, asked for by both
        "playground.faults",
    },
    "playground.google": {
        "playground.google.passwords",
        "playground.faults",
        "playground.trainer",
    },
    "playground": {"playground.slack", "playground.google", "playground.trainer"},
    # Measures everything.
    "benchmarks": set(TREES),
}

STARLETTE = {"bot.web", "bot.app", "playground.slack", "playground.google", "playground.faults"}
GOOGLE = {"bot.tuning", "bot.signin", "bot.accounts", "playground.google"}
TRAINING = {"playground.trainer"}

# Where each library lives. Nobody else imports it; one that has no home may not be used.
HOME_OF: dict[str, set[str]] = {
    "apscheduler": {"bot.pulse"},
    "cryptography": {"bot.store", "playground.google"},
    "emoji": {"playground.slack"},
    "gguf": TRAINING,
    "google": GOOGLE,
    "google.genai": {"bot.tuning.vertex_sdk"},  # an extra, which nothing else may need
    "google_auth_oauthlib": {"bot.signin"},
    "httpx2": {"bot.tuning.vertex_sdk"},
    "jinja2": TRAINING,
    "matplotlib": {"bot.charts"},
    "numpy": TRAINING,
    "oauthlib": {"bot.signin"},
    "openpyxl": {"bot.datasets"},
    "peft": TRAINING,
    "prometheus_client": {"bot.metrics"},
    "proto": {"playground.google"},
    "requests": {
        "bot.doctor",
        "bot.sheets",
        "bot.signin",
        "bot.tuning",
        "playground",
        "playground.slack",
    },
    "rich": {"bot.check", "bot.doctor"},
    "safetensors": TRAINING,
    "slack_bolt": {"handlers", "bot.app", "bot.web"},
    "slack_sdk": {"handlers", "bot.app"},
    "sqlite3": {"bot.store", "playground.slack", "playground.google"},
    "sqlite_utils": {"bot.store", "playground.slack", "playground.google"},
    "starlette": STARLETTE,
    "tokenizers": TRAINING,
    "torch": TRAINING,
    "transformers": TRAINING,
    "uvicorn": {"playground", *STARLETTE},
    "websockets": {"playground.slack"},
    "yaml": {"bot.manifest", "playground.slack"},
}
EVERYWHERE = sys.stdlib_module_names - HOME_OF.keys() | {"__future__"}


def longest(names: set[str], module: str) -> str | None:
    fits = [name for name in names if f"{module}.".startswith(f"{name}.")]
    return max(fits, key=len, default=None)


def imports(path: Path) -> Iterator[str]:
    """Yield what a module imports, wherever in it that stands."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: a relative import hides where it leads"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def modules() -> dict[str, Path]:
    paths = (path for tree in TREES for path in sorted(ROOT.glob(f"{tree}/**/*.py")))
    return {_name(path): path for path in paths if path.read_bytes().strip()}


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("name", modules())
def test_imports_follow_the_map(name: str) -> None:
    here = longest(set(MAY_IMPORT), name)
    assert here, f"{name} is not on the map yet"
    for target in imports(modules()[name]):
        library = target.partition(".")[0]
        if library in TREES:
            there = longest(set(MAY_IMPORT), target)
            assert _may(here, there), f"{name} must not import {target}"
        elif library not in EVERYWHERE and here != "benchmarks":
            known = longest(set(HOME_OF), target)
            assert known, f"{library} has no home yet; {name} imports it"
            assert {here, name} & HOME_OF[known], f"{known} does not belong in {name}"


def _may(here: str, there: str | None) -> bool:
    allowed = MAY_IMPORT[here] | {here}
    return there is None or longest(allowed, there) is not None


@pytest.mark.parametrize("name", sorted(set(MAY_IMPORT).union(*HOME_OF.values())))
def test_the_map_shows_what_is_there(name: str) -> None:
    place = ROOT.joinpath(*name.split("."))

    assert place.is_dir() or place.with_suffix(".py").is_file()


def test_the_bot_and_its_playground_meet_only_over_the_wire() -> None:
    for part, allowed in MAY_IMPORT.items():
        tree = part.partition(".")[0]
        if tree in {"bot", "handlers"}:
            assert not any(it.startswith("playground") for it in allowed)
        if tree == "playground":
            assert not any(it.startswith(("bot", "handlers")) for it in allowed)

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from bot.store import Store
from bot.store.cipher import Cipher
from bot.store.sqlite import SqliteStore
from tests.fakes import FakeService

KEY = bytes(32)

# A test that takes long on a busy machine has not failed.
settings.register_profile("tuner", deadline=None)
settings.load_profile("tuner")


# Where most time goes: whoever runs several files at once should not come to these last.
SLOW = ("tests/whole/", "tests/playground/trainer/", "tests/faults/", "tests/playground/google/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the slowest files first; among the others, and in each, nothing changes."""
    ranks = {place: rank for rank, place in enumerate(SLOW)}

    def rank(item: pytest.Item) -> int:
        return next((ranks[it] for it in SLOW if item.nodeid.startswith(it)), len(SLOW))

    items.sort(key=rank)


# Folders whose files share what takes long to start: one process has all of such a folder.
TOGETHER = ("tests/whole/api/",)


class ByFileOrFolder(LoadFileScheduling):
    """Keep the tests of a file in one process, and those of a folder that is named above."""

    def _split_scope(self, nodeid: str) -> str:
        folder = next((it for it in TOGETHER if nodeid.startswith(it)), None)
        return folder or super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    return ByFileOrFolder(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-snapshots", action="store_true", help="rewrite tests/**/snapshots")
    parser.addoption("--mode", choices=["socket", "http"], help="how Slack reaches the bot, alone")
    parser.addoption("--service", choices=["gemini", "vertex"], help="where is tuned, alone")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tuner.db"


@pytest.fixture(params=[SqliteStore])
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Store]:
    """Give each kind of store in turn; all keep the same contract."""
    return lambda name: request.param(tmp_path / f"{name}.db", Cipher(KEY))


@pytest.fixture
def store(new_store: Callable[[str], Store]) -> Store:
    return new_store("tuner")


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def matches_snapshot(request: pytest.FixtureRequest) -> Callable[[str, Any], bool]:
    """Compare a view with its JSON file, which Slack's Block Kit Builder can open."""
    folder = request.path.parent / "snapshots"

    def matches(name: str, view: Any) -> bool:
        file = folder / f"{name}.json"
        if request.config.getoption("--update-snapshots"):
            folder.mkdir(exist_ok=True)
            file.write_text(json.dumps(view, indent=2, ensure_ascii=False) + "\n", "utf-8")
        return json.loads(file.read_text("utf-8")) == view

    return matches

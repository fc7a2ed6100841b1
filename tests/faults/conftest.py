from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from bot.store import Store
from playground.slack.testing import Running, running
from tests.faults.slack_rig import Rig

MANIFEST = Path(__file__).parents[2] / "manifest.yml"


@pytest.fixture(scope="session")
def pool() -> Iterator[Executor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


@pytest.fixture(scope="session")
def seeing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Run a workspace that granted the optional scopes for history."""
    folder = tmp_path_factory.mktemp("seeing")
    options = {"rate_limits": "off", "optional_scopes": ("all",)}
    with running(folder, manifest=MANIFEST, **options) as slack:
        yield slack


@pytest.fixture(scope="session")
def blind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Run a workspace that did not grant them."""
    folder = tmp_path_factory.mktemp("blind")
    with running(folder, manifest=MANIFEST, rate_limits="off") as slack:
        yield slack


@pytest.fixture
def rig(seeing: Running, store: Store, pool: Executor) -> Iterator[Rig]:
    yield Rig(seeing, store, pool)
    requests.delete(f"{seeing.url}/faults", timeout=5)


@pytest.fixture
def blind_rig(blind: Running, store: Store, pool: Executor) -> Iterator[Rig]:
    yield Rig(blind, store, pool)
    requests.delete(f"{blind.url}/faults", timeout=5)

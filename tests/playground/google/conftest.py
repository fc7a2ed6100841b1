from collections.abc import Generator
from pathlib import Path

import pytest

from playground.google.settings import Settings
from playground.trainer.replay import ReplayTrainer
from tests.playground.google.local import Clients, Google, serving


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "google")


@pytest.fixture
def slow() -> float:
    """Give the seconds that a replayed step takes; a test that needs time gives more."""
    return 0.01


@pytest.fixture
def google(settings: Settings, tmp_path: Path, slow: float) -> Generator[Google]:
    trainer = ReplayTrainer(tmp_path / "trainer", step_seconds=slow)
    with serving(settings, trainer) as running:
        yield running
    trainer.close()


@pytest.fixture
def ada(google: Google) -> Clients:
    return google.clients()

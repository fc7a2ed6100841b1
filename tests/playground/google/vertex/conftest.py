from collections.abc import Generator
from pathlib import Path

import pytest

from playground.google.settings import Settings
from playground.trainer.replay import ReplayTrainer
from tests.playground.google.local import Google, serving
from tests.playground.google.vertex.local import CLOUD, Vertex, Watch


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def settings(tmp_path: Path, watch: Watch) -> Settings:
    return Settings(data=tmp_path / "google", cloud=CLOUD, clock=watch)


@pytest.fixture
def google(settings: Settings, tmp_path: Path, watch: Watch) -> Generator[Google]:
    """Run the service; a step of its trainer takes a second of the watch."""
    trainer = ReplayTrainer(tmp_path / "trainer", step_seconds=1, clock=watch.date)
    with serving(settings, trainer) as running:
        yield running
    trainer.close()


@pytest.fixture
def ada(google: Google, watch: Watch) -> Vertex:
    return Vertex(google, watch)

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.tuning import TuningService
from tests.bot.tuning.places import Place, gemini, vertex
from tests.bot.tuning.toy import toy

PLACES = {"gemini": gemini, "vertex": vertex, "toy": toy}


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    yield from _able(request, tmp_path, 0.01)


@pytest.fixture(params=PLACES)
def slow_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Yield a service that trains so slowly that it does not end by itself."""
    yield from _able(request, tmp_path, 20)


@pytest.fixture
def ada(place: Place) -> TuningService:
    return place.of("ada")


def _able(request: pytest.FixtureRequest, folder: Path, step_seconds: float) -> Iterator[Place]:
    """Start a service; a test that needs what it can't do is not for it."""
    needed = [mark.args[0] for mark in request.node.iter_markers("needs")]
    with PLACES[request.param](folder, step_seconds) as place:
        for name in needed:
            if not getattr(place.of("ada").capabilities, name):
                pytest.skip(f"{request.param} can't: {name}")
        yield place

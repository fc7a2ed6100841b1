from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.tuning import TuningService
from tests.bot.tuning.places import Place, gemini


@pytest.fixture(params=[gemini], ids=["gemini"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with request.param(tmp_path, 0.01) as place:
        yield place


@pytest.fixture(params=[gemini], ids=["gemini"])
def slow_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Yield a service that trains so slowly that it does not end by itself."""
    with request.param(tmp_path, 20) as place:
        yield place


@pytest.fixture
def ada(place: Place) -> TuningService:
    return place.of("ada")

"""Everything runs, as in the demo, with a base model so small that it learns in seconds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.journey import Traveller
from playground.together import Playground
from tests import tiny


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def playground(tiny_base: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    """Give the whole of it, shared by the tests of one file."""
    data = tmp_path_factory.mktemp("playground")
    options = ("--base", f"tiny={tiny_base}")
    with Playground(data, trainer=options, poll_seconds=0.3) as parts:
        yield parts


@pytest.fixture
def ben(playground: Playground) -> Traveller:
    return Traveller.arrive(playground.slack_url, "Ben", "tuning")


@pytest.fixture
def ada(playground: Playground) -> Traveller:
    return Traveller.arrive(playground.slack_url, "Ada", "tuning")

"""Everything runs, as in the demo, with a base model so small that it learns in seconds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.journey import Traveller
from playground.together import Mode, Playground
from tests import tiny


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def mode(request: pytest.FixtureRequest) -> Mode:
    """Say how Slack reaches the bot: as asked for by ``--mode``, else as the file's tests say."""
    return request.config.getoption("--mode") or getattr(request, "param", "socket")


@pytest.fixture(scope="module")
def playground(
    tiny_base: Path, tmp_path_factory: pytest.TempPathFactory, mode: Mode
) -> Iterator[Playground]:
    """Give the whole of it, shared by the tests of one file."""
    data = tmp_path_factory.mktemp("playground")
    options = ("--base", f"tiny={tiny_base}")
    with Playground(data, trainer=options, poll_seconds=0.3, mode=mode) as parts:
        yield parts


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Have all of a file's tests in both modes, if it says so with MODES, or in a soak."""
    if "mode" not in metafunc.fixturenames or metafunc.config.getoption("--mode"):
        return
    modes: tuple[Mode, ...] = vars(metafunc.module).get("MODES", ())
    other = [] if modes else [pytest.param("http", marks=pytest.mark.soak)]
    metafunc.parametrize("mode", modes or ["socket", *other], indirect=True, scope="module")


@pytest.fixture
def ben(playground: Playground) -> Traveller:
    return Traveller.arrive(playground.slack_url, "Ben", "tuning")


@pytest.fixture
def ada(playground: Playground) -> Traveller:
    return Traveller.arrive(playground.slack_url, "Ada", "tuning")

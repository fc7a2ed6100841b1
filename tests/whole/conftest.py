"""Everything runs, as in the demo, with a base model so small that it learns in seconds."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from playground.journey import Traveller
from playground.teamwork import open_to_all
from playground.together import Mode, Playground, Service
from tests import tiny
from tests.whole.ways import EVERY, USUAL, Way


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="session")
def way(request: pytest.FixtureRequest) -> Way:
    return getattr(request, "param", USUAL)


@pytest.fixture(scope="session")
def mode(way: Way) -> Mode:
    """Say how Slack reaches the bot."""
    return way[0]


@pytest.fixture(scope="session")
def service(way: Way) -> Service:
    """Say where models are tuned."""
    return way[1]


@pytest.fixture(scope="module")
def playground(
    tiny_base: Path, tmp_path_factory: pytest.TempPathFactory, way: Way
) -> Iterator[Playground]:
    """Give the whole of it, shared by the tests of one file."""
    with running(tmp_path_factory.mktemp("playground"), tiny_base, way) as parts:
        yield parts


@contextmanager
def running(data: Path, base: Path, way: Way) -> Generator[Playground]:
    """Start everything; where tuning costs money, all may start it."""
    mode, service = way
    options = ("--base", f"tiny={base}")
    with Playground(data, trainer=options, poll_seconds=0.3, mode=mode, service=service) as parts:
        if service == "vertex":
            open_to_all(parts.slack_url)
        yield parts


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Have a file's tests in the WAYS that it names, else in the usual one; in a soak in all.

    A file whose tests are about what only some services can do names these as SERVICES.
    """
    if "way" not in metafunc.fixturenames:
        return
    there = vars(metafunc.module)
    services: tuple[Service, ...] = there.get("SERVICES", ("gemini", "vertex"))
    can = [way for way in EVERY if way[1] in services]
    usual: Sequence[Way] = there.get("WAYS", can[:1])
    asked = tuple(metafunc.config.getoption(name) for name in ("--mode", "--service"))
    if any(asked):
        one = (asked[0] or USUAL[0], asked[1] or USUAL[1])
        found = [way for way in can if way == one]
    else:
        soak = pytest.mark.soak
        found = [way if way in usual else pytest.param(way, marks=soak) for way in can]
    metafunc.parametrize("way", found, ids="-".join, indirect=True, scope="session")


@pytest.fixture
def ben(playground: Playground) -> Traveller:
    return Traveller.arrive(playground.slack_url, "Ben", "tuning")


@pytest.fixture
def ada(playground: Playground) -> Traveller:
    return Traveller.arrive(playground.slack_url, "Ada", "tuning")

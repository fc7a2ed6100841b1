"""Everything runs, as in the demo, with a base model so small that it learns in seconds."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.domain import Capabilities
from bot.tuning.registry import SERVICES
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


@pytest.fixture(scope="session")
def can(service: Service) -> Capabilities:
    """Say what the service can do."""
    return SERVICES[service].capabilities


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

    What not each service can do is marked with what it needs, or with the service's name.
    """
    if "way" not in metafunc.fixturenames:
        return
    can = [way for way in EVERY if _fits(metafunc.definition, way[1])]
    usual: Sequence[Way] = vars(metafunc.module).get("WAYS", can[:1])
    asked = tuple(metafunc.config.getoption(name) for name in ("--mode", "--service"))
    if any(asked):
        one = (asked[0] or USUAL[0], asked[1] or USUAL[1])
        found = [way for way in can if way == one]
    else:
        soak = pytest.mark.soak
        found = [way if way in usual else pytest.param(way, marks=soak) for way in can]
    metafunc.parametrize("way", found, ids="-".join, indirect=True, scope="session")


def _fits(test: pytest.Item, service: Service) -> bool:
    able = SERVICES[service].capabilities
    needed = [mark.args[0] for mark in test.iter_markers("needs")]
    named = [mark.args[0] for mark in test.iter_markers("only")]
    return all(getattr(able, it) for it in needed) and all(it == service for it in named)


@pytest.fixture
def ben(playground: Playground) -> Traveller:
    return Traveller.arrive(playground.slack_url, "Ben", "tuning")


@pytest.fixture
def ada(playground: Playground) -> Traveller:
    return Traveller.arrive(playground.slack_url, "Ada", "tuning")

"""One playground for all that the API can do, with a model in it that Ben has taught."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from playground.journey import Traveller, text_of
from playground.person import Json
from playground.smoke import EMAIL, SAMPLE
from playground.together import Playground, Service
from tests.whole.conftest import running
from tests.whole.methods import promised, short
from tests.whole.ways import Way

SECONDS = 30


@pytest.fixture(scope="package")
def playground(
    tiny_base: Path, tmp_path_factory: pytest.TempPathFactory, way: Way
) -> Iterator[Playground]:
    with running(tmp_path_factory.mktemp("api"), tiny_base, way) as parts:
        yield parts


@pytest.fixture
def base(service: Service) -> str:
    """Return the name of the base model that the form begins with."""
    return "tiny" if service == "gemini" else "gemini-3.1-flash-lite"


@dataclass(frozen=True)
class Journal:
    """What the local tuning service was asked."""

    url: str

    def since(self, seq: int) -> list[Json]:
        answer = requests.get(f"{self.url}/journal", {"since": seq}, timeout=SECONDS)
        return answer.json()["entries"]

    @property
    def seq(self) -> int:
        entries = self.since(0)
        return entries[-1]["seq"] if entries else 0


@pytest.fixture
def journal(playground: Playground) -> Journal:
    return Journal(playground.google_url)


@pytest.fixture(autouse=True)
def _keeps_the_readmes_promise(
    request: pytest.FixtureRequest, journal: Journal, service: Service
) -> Iterator[None]:
    """Fail a test that the README names for a method which it did not call with success."""
    before = journal.seq
    yield
    if service != "gemini":  # the README's table is of the Gemini API
        return
    done = {short(it["method"]) for it in journal.since(before) if it["status"] == 200}
    left = promised(request.function.__name__) - done
    assert not left, f"the README says that this test calls {left}; it called {done}"


@pytest.fixture(autouse=True)
def _nothing_open(ben: Traveller, ada: Traveller, chloe: Traveller) -> Iterator[None]:
    yield
    for person in (ben, ada, chloe):
        person.close()


@pytest.fixture
def chloe(playground: Playground) -> Traveller:
    return Traveller.arrive(playground.slack_url, "Chloé", "tuning")


def link(person: Traveller, email: str) -> None:
    """Link a Google account, if there is none yet."""
    person.person.close(person.open_form(email))


def taught(person: Traveller, name: str, **answers: Any) -> Json:
    """Start a training on the sample, wait until it is over, and return its card."""
    form = person.open_form(EMAIL)
    card = person.start(person.fill_in(form, SAMPLE, display_name=name, **answers))
    person.close()
    done = person.follow(card)
    assert "is ready" in text_of(done), text_of(done)
    return done


@pytest.fixture(scope="package")
def counting(playground: Playground) -> Json:
    """Give the card of a model that everybody in #tuning may ask."""
    return taught(Traveller.arrive(playground.slack_url, "Ben", "tuning"), "counting")


@pytest.fixture
def ada_linked(ada: Traveller) -> str:
    email = "ada@playground.test"
    link(ada, email)
    return email

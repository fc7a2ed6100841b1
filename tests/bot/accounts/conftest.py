from collections.abc import Generator
from datetime import datetime, timedelta

import pytest

from bot.accounts import GoogleAccounts
from bot.domain import utc_now
from bot.store import Store
from tests.bot.accounts.signing_in import client_of, local_google
from tests.playground.google.local import Google


class Wall:
    """A clock that a test can put forward; else it shows the time."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


@pytest.fixture(scope="module")
def google(tmp_path_factory: pytest.TempPathFactory) -> Generator[Google]:
    with local_google(tmp_path_factory.mktemp("google")) as running:
        yield running


@pytest.fixture(autouse=True)
def untroubled(google: Google) -> Generator[None]:
    yield
    google.service.faults.clear()


@pytest.fixture
def clock() -> Wall:
    return Wall()


@pytest.fixture
def accounts(google: Google, store: Store, clock: Wall) -> GoogleAccounts:
    return GoogleAccounts(client_of(google), store, clock)

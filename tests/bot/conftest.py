import pytest

from bot.store import Store
from bot.tuner import Tuner
from tests import make
from tests.fakes import FakeService, Wall


@pytest.fixture
def tuner(store: Store, service: FakeService) -> Tuner:
    return Tuner("T1", store.workspace("T1"), lambda _, __=None: service, lambda: make.NOON)


@pytest.fixture
def wall() -> Wall:
    return Wall()

from collections.abc import Iterator

import pytest

from bot.tuning.vertex import VertexService
from tests.bot.tuning.servers import Script, ok, serving
from tests.bot.tuning.vertex.script import make


@pytest.fixture
def script() -> Iterator[Script]:
    with serving() as script:
        script.say(ok({}))
        yield script


@pytest.fixture
def service(script: Script) -> VertexService:
    return make(script)

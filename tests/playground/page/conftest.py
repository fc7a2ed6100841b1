from collections.abc import Iterator

import pytest

from playground.slack.testing import running
from tests.playground.page.kit import Local, explore


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    """Give a workspace that the tests of one file share."""
    with running(tmp_path_factory.mktemp("workspace"), rate_limits="off") as workspace:
        yield explore(workspace)

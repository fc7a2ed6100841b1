from collections.abc import Iterator

import pytest

from playground.slack.testing import running
from tests.browser import open_browser
from tests.playground.page.kit import Local, explore


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    """Give a workspace that the tests of one file share."""
    folder = tmp_path_factory.mktemp("workspace")
    with running(folder, rate_limits="off") as workspace, open_browser() as browser:
        yield explore(workspace, browser)

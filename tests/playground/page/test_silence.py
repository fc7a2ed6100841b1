"""What people see when the app or the workspace is not there."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import expect

from playground.slack.testing import running
from tests.browser import browser_page
from tests.playground.page.kit import Local, explore, run_command

GONE = ("Failed to load resource: net::ERR_",)


def test_a_command_without_an_app_fails_in_slacks_words(local: Local) -> None:
    with local.look() as page:
        run_command(page, "/tune")
        words = page.get_by_test_id("message").filter(has_text="/tune failed with the error")
        expect(words).to_have_count(1)
        expect(page.get_by_test_id("modal")).to_have_count(0)


def test_a_lost_link_is_said_and_mended(local: Local, tmp_path: Path) -> None:
    with ExitStack() as stack:
        with running(tmp_path, rate_limits="off") as first:
            where = explore(first, local.browser).address()
            port = int(first.url.rsplit(":", 1)[1])
            page = stack.enter_context(browser_page(where, browser=local.browser, allow=GONE))
            page.get_by_test_id("message-box").wait_for()
        lost = page.get_by_role("alert").filter(has_text="connection to the workspace is lost")
        expect(lost).to_be_visible()
        second = stack.enter_context(running(tmp_path, rate_limits="off", port=port))
        explore(second, local.browser).say("back again")
        expect(lost).to_have_count(0)
        expect(page.get_by_test_id("messages")).to_contain_text("back again")


@pytest.mark.parametrize("address", ["#/U0NOBODY/C0NOWHERE", "#/", "#"])
def test_any_address_leads_somewhere(local: Local, address: str) -> None:
    url = f"{local.running.url}/{address}"
    with browser_page(url, browser=local.browser, allow=("404", "400")) as page:
        expect(page.get_by_role("textbox", name="Message #tuning")).to_be_visible()

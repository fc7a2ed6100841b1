"""What can be pressed and chosen on messages and Home reaches the app."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.playground.page.app import Heard, connected
from tests.playground.page.kit import Json, Local, button, message, mrkdwn, option, plain

CONFIRM = {
    "title": plain("Stop it?"),
    "text": mrkdwn("What it learnt is *lost*."),
    "confirm": plain("Stop"),
    "deny": plain("Go on"),
}


@pytest.fixture(scope="module")
def app(local: Local) -> Iterator[Heard]:
    with connected(local) as heard:
        yield heard


def elements(local: Local, *parts: Json) -> str:
    return local.say("press", blocks=[{"type": "actions", "block_id": "b", "elements": [*parts]}])


@pytest.mark.parametrize(
    ("element", "use", "given"),
    [
        (button("Go", "press", value="1"), "click", {"value": "1"}),
        (
            {"type": "datepicker", "action_id": "press"},
            "2026-05-04",
            {"selected_date": "2026-05-04"},
        ),
        ({"type": "timepicker", "action_id": "press"}, "12:30", {"selected_time": "12:30"}),
    ],
)
def test_what_is_pressed_or_chosen_reaches_the_app(
    local: Local, app: Heard, element: Json, use: str, given: Json
) -> None:
    ts = elements(local, element)
    with local.look() as page:
        _use(message(page, ts), use)
        assert given.items() <= app.action().items()


def _use(shown: Locator, use: str) -> None:
    if use == "click":
        shown.get_by_role("button", name="Go").click()
        return
    shown.locator("input").fill(use)
    shown.locator("input").blur()


def test_choices_reach_the_app_with_their_options(local: Local, app: Heard) -> None:
    options = [option("New"), option("Old")]
    ts = elements(
        local,
        {"type": "static_select", "action_id": "press", "options": options},
        {"type": "overflow", "action_id": "press.more", "options": [option("Describe")]},
    )
    with local.look() as page:
        shown = message(page, ts)
        shown.get_by_role("combobox").select_option("Old")
        assert app.action()["selected_option"]["value"] == "old"
        shown.get_by_role("button", name="More options").click()
        page.get_by_role("menuitem", name="Describe").click()
        assert app.action()["selected_option"]["value"] == "describe"


def test_a_question_is_asked_before_what_can_not_be_undone(local: Local, app: Heard) -> None:
    ts = elements(local, button("Stop", "press", confirm=CONFIRM, style="danger"))
    with local.look() as page:
        stop = message(page, ts).get_by_role("button", name="Stop")
        stop.click()
        asked = page.get_by_role("dialog", name="Stop it?")
        expect(asked).to_contain_text("What it learnt is lost.")
        page.keyboard.press("Escape")
        expect(asked).to_have_count(0)
        assert app.pressed.empty()
        stop.click()
        asked.get_by_role("button", name="Stop").click()
        assert app.action()["action_id"] == "press"


def test_a_link_button_opens_beside_the_page(local: Local, app: Heard) -> None:
    ts = elements(local, button("Open", "press", url=f"{local.running.url}/icon.svg"))
    with local.look() as page:
        with page.expect_popup() as popup:
            message(page, ts).get_by_role("link", name="Open").click()
        assert popup.value.url.endswith("/icon.svg")
        assert popup.value.evaluate("window.opener") is None
        assert app.action()["action_id"] == "press"


def test_home_is_what_the_app_published(local: Local, app: Heard) -> None:
    with local.look() as page:
        page.get_by_role("link", name="Tuner Home").click()
        home = page.get_by_test_id("home")
        expect(home.get_by_role("heading", name="Your models")).to_be_visible()
        home.get_by_role("button", name="Refresh").click()
        assert app.action()["action_id"] == "press"
        page.get_by_role("tab", name="Messages").click()
        expect(page.get_by_role("textbox", name="Message Tuner")).to_be_visible()


def colours(page: Page) -> Any:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_the_page_is_light_or_dark_as_one_wishes(local: Local) -> None:
    with local.look(scheme="dark") as page:
        dark = colours(page)
        page.get_by_role("button", name="Colours: as the system").click()
        page.get_by_role("button", name="Colours: light").wait_for()
        assert colours(page) != dark
        page.reload()
        page.get_by_role("button", name="Colours: light").click()
        page.get_by_role("button", name="Colours: dark").wait_for()
        assert colours(page) == dark

"""The main job again, with hands and eyes: a real browser on the real page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from playground.journey import Traveller
from playground.together import Playground
from tests.browser import browser_page

SOON = 30_000  # milliseconds
TRAINED = 120_000


@pytest.fixture
def page(playground: Playground) -> Iterator[Page]:
    """Open the page as Chloé, in #tuning."""
    chloe = Traveller.arrive(playground.slack_url, "Chloé", "tuning")
    url = f"{playground.slack_url}/#/{chloe.person.user}/{chloe.channel}"
    with browser_page(url) as page:
        page.set_default_timeout(SOON)
        yield page


def say(page: Page, text: str) -> None:
    box = page.get_by_test_id("message-box")
    box.fill(text)
    box.press("Enter")


def test_a_newcomer_finds_the_way_from_the_command_to_the_answer(page: Page) -> None:
    say(page, "/tune")
    asked = page.get_by_role("dialog")
    with page.expect_popup() as opened:
        asked.get_by_role("link", name="Connect Google").click()
    google = opened.value
    google.get_by_role("link", name="chloe@playground.test").click()
    google.get_by_role("button", name="Allow").click()
    expect(google.get_by_text("chloe@playground.test").first).to_be_visible()
    google.get_by_role("button", name="Yes").click()
    expect(google.get_by_text("linked", exact=False).first).to_be_visible()

    form = page.get_by_role("dialog")
    form.get_by_label("Name").fill("by hand")
    form.get_by_role("button", name="Use sample increment.csv").click()
    form.get_by_role("button", name="Remove increment.csv").wait_for()
    form.get_by_role("button", name="Check the file").click()
    form.get_by_role("button", name="Start", exact=True).click()
    expect(form.get_by_text("See its card")).to_be_visible()
    page.keyboard.press("Escape")

    card = page.get_by_role("article").filter(has_text="by hand").first
    expect(card).to_contain_text("is ready", timeout=TRAINED)
    expect(card).to_contain_text("19 of 19 steps")

    say(page, "/ask by hand III")
    answer = page.get_by_role("article").filter(has_text="asked by hand")
    expect(answer.first).to_be_visible(timeout=TRAINED)


@pytest.mark.needs("loss")
def test_the_thread_shows_the_curve_with_words_for_it(page: Page) -> None:
    card = page.get_by_role("article").filter(has_text="by hand").first
    card.get_by_role("link", name="replies").click()

    picture = page.get_by_role("img", name="loss").first

    expect(picture).to_be_visible()
    assert picture.evaluate("it => it.naturalWidth") > 0

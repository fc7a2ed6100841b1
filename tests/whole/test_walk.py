"""What a team does with a model, walked once with hands and eyes on the real page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.domain import Capabilities
from playground.journey import Traveller
from playground.person import Json
from playground.smoke import EMAIL, SAMPLE
from playground.together import Playground
from tests.browser import browser_page, open_browser
from tests.whole.ways import LONG, MANY

SOON = 30_000  # milliseconds


@pytest.fixture(scope="module")
def model(playground: Playground) -> Json:
    """Give the card of a model that has been taught."""
    ben = Traveller.arrive(playground.slack_url, "Ben", "tuning")
    card = ben.start(ben.fill_in(ben.open_form(EMAIL), SAMPLE, display_name="walked"))
    ben.close()
    return ben.follow(card)


@pytest.fixture(scope="module")
def browser(model: Json) -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, ben: Traveller) -> Iterator[Page]:
    """Open the page as Ben, in #tuning."""
    ben.close()
    url = f"{ben.person.url}/#/{ben.person.user}/{ben.channel}"
    with browser_page(url, browser=browser) as page:
        page.set_default_timeout(SOON)
        expect.set_options(timeout=SOON)
        yield page
    ben.close()


def say(page: Page, text: str) -> None:
    box = page.get_by_test_id("message-box")
    box.fill(text)
    box.press("Enter")


def newest(page: Page, words: str) -> Locator:
    return page.get_by_role("article").filter(has_text=words).last


def test_from_the_list_to_the_details_of_a_model(page: Page, can: Capabilities) -> None:
    say(page, "/models")
    listed = newest(page, "Tuned models")
    expect(listed).to_contain_text("walked")
    listed.get_by_role("button", name="Details").first.click()

    dialog = page.get_by_role("dialog")
    if can.loss:
        expect(dialog).to_contain_text("Last mean loss")
    dialog.get_by_role("button", name="Training").click()
    expect(dialog).to_contain_text("19 of 19 steps")
    dialog.get_by_role("button", name="Who may use it").click()
    told = "ben@playground.test" if can.sharing else "whoever may use the project"
    expect(dialog).to_contain_text(told)
    dialog.get_by_role("button", name="Code").click()
    expect(dialog).to_contain_text("tunedModels/" if can.sharing else "client.tunings.tune(")


def test_a_question_its_answer_and_both_answers_side_by_side(page: Page) -> None:
    say(page, "/ask walked III")
    answer = newest(page, "asked walked: III")
    answer.get_by_role("button", name="Compare with base").click()

    answer.get_by_role("link", name="repl").click()
    expect(page.get_by_test_id("thread")).to_contain_text("compared walked with")
    expect(page.get_by_test_id("thread")).to_contain_text("(base)")


@pytest.mark.needs("sharing")
def test_a_model_is_shared_with_an_address(page: Page) -> None:
    say(page, "/models share walked")
    form = page.get_by_role("dialog")
    form.get_by_label("Or an address").fill("ada@playground.test")
    form.get_by_role("button", name="Share it").click()

    expect(form).to_contain_text("Shared: ada@playground.test asks")


def test_a_training_is_cancelled_on_its_card(page: Page, ben: Traveller) -> None:
    form = ben.open_form(EMAIL)
    found = ben.fill_in(form, "many.csv", MANY, display_name="stopped", **LONG)
    ben.start(found)
    ben.close()
    card = newest(page, "stopped")
    card.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Cancel it").click()

    expect(card).to_contain_text("was cancelled")
    expect(card.get_by_role("button", name="Delete…")).to_be_visible()


def test_a_model_is_deleted_and_its_card_says_so(page: Page) -> None:
    say(page, "/models delete walked")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("What stops working")
    dialog.get_by_role("button", name="Delete it").click()

    expect(dialog).to_contain_text("is deleted")
    page.keyboard.press("Escape")
    expect(newest(page, "walked was deleted by")).to_be_visible()

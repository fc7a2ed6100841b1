"""The message box: what one types, and what becomes of it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.playground.page.app import Heard, connected
from tests.playground.page.kit import Local, run_command


@pytest.fixture(scope="module")
def app(local: Local) -> Iterator[Heard]:
    with connected(local) as heard:
        yield heard


@pytest.fixture
def page(local: Local) -> Iterator[Page]:
    with local.look() as page:
        yield page


@pytest.fixture
def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message #tuning")


def test_enter_sends_and_shift_enter_makes_a_line(page: Page, box: Locator) -> None:
    box.fill("one")
    box.press("Shift+Enter")
    box.press_sequentially("two & <three>")
    box.press("Enter")
    sent = page.get_by_test_id("message").filter(has_text="two & <three>")
    expect(sent).to_be_visible()
    assert sent.locator(".mrkdwn").inner_text() == "one\ntwo & <three>"
    expect(box).to_have_value("")
    expect(box).to_be_focused()


def test_commands_are_offered_and_chosen_with_the_keyboard(page: Page, box: Locator) -> None:
    box.press_sequentially("/")
    offers = page.get_by_role("listbox", name="Suggestions")
    expect(offers.get_by_role("option").filter(has_text="/models")).to_be_visible()
    box.press_sequentially("mod")
    expect(offers.get_by_role("option")).to_have_count(1)
    box.press("Tab")
    expect(box).to_have_value("/models ")
    expect(offers).to_have_count(0)


def test_escape_puts_the_offers_away(page: Page, box: Locator) -> None:
    box.press_sequentially("/t")
    offers = page.get_by_role("listbox", name="Suggestions")
    expect(offers).to_be_visible()
    box.press("Escape")
    expect(offers).to_have_count(0)
    expect(box).to_have_value("/t")


def test_an_answer_to_a_command_is_only_for_its_asker(page: Page, app: Heard) -> None:
    run_command(page, "/models")
    answer = page.get_by_test_id("message").filter(has_text="Nothing is tuned yet.")
    expect(answer).to_contain_text("Only visible to you")


def test_mentions_are_offered_and_arrive_as_mentions(page: Page, box: Locator) -> None:
    box.press_sequentially("hello @be")
    box.press("Enter")
    expect(box).to_have_value("hello @ben ")
    box.press("Enter")
    sent = page.get_by_test_id("message").filter(has_text="hello @ben")
    expect(sent.locator(".mention")).to_have_text("@ben")


def test_commands_in_threads_are_refused_in_words(local: Local) -> None:
    root = local.say("a root")
    with local.look(thread=root) as page:
        box = page.get_by_test_id("reply-box")
        box.fill("/tune")
        box.press("Enter")
        expect(page.get_by_test_id("thread")).to_contain_text("/tune is not supported in threads.")


def test_an_unknown_command_is_named(page: Page) -> None:
    run_command(page, "/nothing at all")
    said = page.get_by_test_id("messages")
    expect(said).to_contain_text("/nothing is not a valid command.")


def test_the_sample_is_attached_with_one_choice(page: Page, box: Locator) -> None:
    page.get_by_test_id("message-box").fill("look at this")
    page.get_by_role("button", name="Attach files and shortcuts").first.click()
    page.get_by_role("menuitem", name="Use the sample increment.csv").click()
    expect(page.get_by_role("button", name="Remove increment.csv")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    sent = page.get_by_test_id("message").filter(has_text="look at this")
    expect(sent.get_by_role("link", name="Download increment.csv")).to_be_visible()


def test_the_app_is_invited_with_words(local: Local) -> None:
    with local.look("random") as page:
        run_command(page, "/invite @tuner")
        expect(page.get_by_role("button", name="4 members")).to_be_visible()
        run_command(page, "/invite @nobody")
        said = page.get_by_test_id("messages")
        expect(said).to_contain_text('There is nobody called "@nobody".')

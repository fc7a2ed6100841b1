"""Forms: opened, filled in, refused, sent; by mouse and by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Locator, Page, Route, expect

from tests.browser import PHONE
from tests.playground.page.app import Heard, connected
from tests.playground.page.kit import Local, run_command

OVERTAKEN = 500  # milliseconds


@pytest.fixture(scope="module")
def app(local: Local) -> Iterator[Heard]:
    with connected(local) as heard:
        yield heard


@pytest.fixture
def page(local: Local, app: Heard) -> Iterator[Page]:
    app.forget()
    with local.look() as page:
        yield page
    local.close_forms()


@pytest.fixture
def form(page: Page) -> Locator:
    run_command(page, "/tune")
    form = page.get_by_role("dialog", name="Tune a model")
    expect(form).to_be_visible()
    return form


def test_an_answer_that_was_overtaken_changes_nothing(local: Local, page: Page) -> None:
    held: list[tuple[Route, APIResponse]] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    page.route("**/person/views?*", hold_the_first)
    run_command(page, "/tune")
    page.wait_for_timeout(OVERTAKEN)
    with page.expect_response("**/person/views?*"):
        local.close_forms()
    first, with_a_form = held[0]

    with page.expect_response("**/person/views?*"):
        first.fulfill(response=with_a_form)

    page.wait_for_timeout(OVERTAKEN)
    expect(page.get_by_role("dialog")).to_have_count(0)


def send(form: Locator) -> None:
    form.get_by_role("button", name="Send").click()


def test_what_is_filled_in_reaches_the_app(form: Locator, app: Heard) -> None:
    form.get_by_label("Name").fill("Numerals")
    form.get_by_label("Base model").select_option("Large")
    form.get_by_role("button", name="Use sample increment.csv").click()
    form.get_by_role("button", name="Remove increment.csv").wait_for()
    form.get_by_label("Epochs").fill("7")
    form.get_by_role("radio", name="Only me").check()
    form.get_by_label("Like").fill("poem")
    form.get_by_role("option", name="poem two").click()
    form.get_by_label("With").fill("chl")
    form.get_by_label("With").press("Enter")
    send(form)
    expect(form).to_be_hidden()
    values = app.form()
    assert values["name"]["name"]["value"] == "Numerals"
    assert values["base"]["base"]["selected_option"]["value"] == "large"
    assert [it["name"] for it in values["file"]["file"]["files"]] == ["increment.csv"]
    assert values["epochs"]["epochs"]["value"] == "7"
    assert values["who"]["who"]["selected_option"]["value"] == "only me"
    assert values["near"]["near"]["selected_option"]["value"] == "poem two"
    assert len(values["mates"]["mates"]["selected_users"]) == 1


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(form: Locator, app: Heard) -> None:
    app.errors = {"name": "This name is taken.", "file": "Line 3 has no output."}
    form.get_by_label("Name").fill("Taken")
    form.get_by_role("button", name="Use sample increment.csv").click()
    form.get_by_role("button", name="Remove increment.csv").wait_for()
    send(form)
    name = form.get_by_label("Name")
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description("This name is taken.")
    expect(form.get_by_text("Line 3 has no output.")).to_be_visible()
    expect(name).to_have_value("Taken")
    expect(form.get_by_role("button", name="Remove increment.csv")).to_be_visible()
    name.press_sequentially("!")
    expect(name).not_to_have_attribute("aria-invalid", "true")


def test_required_fields_say_so_before_the_app_hears_of_it(form: Locator, app: Heard) -> None:
    send(form)
    expect(form.get_by_text("Please complete this required field.").first).to_be_visible()
    assert app.submitted.empty()


def test_hints_belong_to_their_field(form: Locator) -> None:
    field = form.get_by_label("Base model")
    expect(field).to_have_accessible_description("What it starts from.")


def test_an_update_keeps_what_is_entered(form: Locator) -> None:
    form.get_by_label("Name").fill("Kept")
    form.get_by_label("Base model").select_option("Large")
    form.get_by_role("button", name="Explain").click()
    expect(form.get_by_text("Epochs are passes over your lines.")).to_be_visible()
    expect(form.get_by_label("Name")).to_have_value("Kept")
    expect(form.get_by_label("Base model")).to_have_value("large")


def test_a_reload_keeps_the_form_and_what_the_app_was_told(page: Page, form: Locator) -> None:
    form.get_by_label("Name").fill("Kept")
    form.get_by_role("button", name="Explain").click()
    expect(form.get_by_text("Epochs are passes over your lines.")).to_be_visible()
    page.reload()
    expect(form.get_by_label("Name")).to_have_value("Kept")


def test_a_form_over_a_form_goes_back_to_it(page: Page, form: Locator) -> None:
    form.get_by_label("Name").fill("Below")
    form.get_by_role("button", name="Explain").click()
    expect(form.get_by_text("Epochs are passes over your lines.")).to_be_visible()
    form.get_by_role("button", name="Explain").click()
    above = page.get_by_role("dialog", name="More")
    expect(above).to_be_visible()
    above.get_by_role("button", name="Back").click()
    expect(form.get_by_label("Name")).to_have_value("Below")


def test_the_keyboard_opens_keeps_inside_and_closes_a_form(page: Page, form: Locator) -> None:
    expect(form.get_by_label("Name")).to_be_focused()
    for _ in range(25):
        page.keyboard.press("Tab")
        inside = "document.querySelector('dialog').contains(document.activeElement)"
        assert page.evaluate(f"{inside} || document.activeElement === document.body")
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(page.get_by_test_id("message-box")).to_be_focused()


def test_a_file_over_ten_megabytes_is_refused_in_words(form: Locator, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * (10 * 1024 * 1024 + 1))
    form.get_by_label("Examples").set_input_files(large)
    expect(form.get_by_text("large.csv is 10.5 MB. Files in forms can be at most")).to_be_visible()


def test_a_file_of_ones_own_is_uploaded_and_can_be_taken_back(
    form: Locator, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("input,output\nI,II\n")
    form.get_by_label("Examples").set_input_files(mine)
    expect(form.get_by_text("mine.csv", exact=False).first).to_be_visible()
    form.get_by_role("button", name="Remove mine.csv").click()
    expect(form.get_by_text("mine.csv")).to_have_count(0)


def test_a_form_fits_a_phone(local: Local, app: Heard) -> None:
    with local.look(size=PHONE) as page:
        run_command(page, "/tune")
        form = page.get_by_role("dialog", name="Tune a model")
        expect(form.get_by_role("button", name="Send")).to_be_in_viewport()
        wide = "document.querySelector('.dialog-body').scrollWidth"
        assert page.evaluate(wide) <= PHONE[0]
    local.close_forms()

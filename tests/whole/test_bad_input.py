"""Every mistake gets words, where the person is, and what was filled in stays."""

from collections.abc import Iterator

import pytest
import requests

from playground.forms import press
from playground.journey import Traveller, button, has, sign_in, text_of
from playground.person import Json, Refused, elements
from playground.smoke import EMAIL, SAMPLE
from playground.together import Playground

MEGABYTE = 1024 * 1024
HEADER = b"text_input,output\n"

# The file, and all the words that its refusal must have.
UNREADABLE = {
    "empty.csv": (b"", ["empty"]),
    "report.csv": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", ["PDF"]),
}
# What can be read, but not learnt from.
UNUSABLE = {
    "header_only.csv": (HEADER, ["no usable example"]),
    "hole.csv": (HEADER + b"1,2\n3,\n\n5,6\n7,\n", ["Line 3", "Line 6", "output"]),
    "broken.jsonl": (b'{"text_input": "1", "output": "2"}\n{"text_input": \n', ["Line 2"]),
}


# What is longer than a service takes, which is much at Vertex AI.
LONG = {
    "long_in.csv": (HEADER + b"x" * 40_001 + b",1\n", ["Line 2", "40,001", "40,000"]),
    "long_out.csv": (HEADER + b"1," + b"x" * 5_001 + b"\n", ["Line 2", "5,001", "5,000"]),
}


@pytest.fixture(scope="module", autouse=True)
def linked(playground: Playground) -> None:
    person = Traveller.arrive(playground.slack_url, "Ben", "tuning")
    person.person.close(person.open_form(EMAIL))


@pytest.fixture
def form(ben: Traveller) -> Iterator[Json]:
    form = ben.open_form(EMAIL)
    yield form
    if view := ben.person.view():
        ben.person.close(view)


def entered(view: Json) -> dict[str, str]:
    """Return what stands in the text fields of a form."""
    found = [(field, block) for field, block in elements(view) if field.get("action_id")]
    return {field["action_id"]: field.get("initial_value", "") for field, _ in found}


@pytest.mark.parametrize("name", ["mine", "share prices"])
def test_a_name_that_is_a_command_is_refused_at_its_field(
    ben: Traveller, form: Json, name: str
) -> None:
    with pytest.raises(Refused) as refused:
        ben.fill_in(form, SAMPLE, display_name=name)

    assert "something else" in refused.value.errors["display_name"]


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_file_is_told_in_the_form_with_all_that_was_entered(
    ben: Traveller, form: Json, name: str
) -> None:
    content, wanted = UNREADABLE[name]

    refusal = ben.fill_in(form, name, content, display_name="Keep me", epochs=7)

    words = text_of(refusal)
    assert [it for it in wanted if it not in words] == [], words
    assert "Start" not in text_of(refusal.get("submit")), "there is nothing to start"
    assert (entered(refusal)["display_name"], entered(refusal)["epochs"]) == ("Keep me", "7")
    assert name in words, "the file stays attached"


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_stops_tuning_is_told_with_its_lines_and_the_way_back_keeps_everything(
    ben: Traveller, form: Json, name: str
) -> None:
    told_and_left(ben, form, name, *UNUSABLE[name])


@pytest.mark.only("gemini")
@pytest.mark.parametrize("name", LONG)
def test_what_is_too_long_is_told_with_its_lines(ben: Traveller, form: Json, name: str) -> None:
    told_and_left(ben, form, name, *LONG[name])


def told_and_left(ben: Traveller, form: Json, name: str, content: bytes, wanted: list[str]) -> None:
    found = ben.fill_in(form, name, content, display_name="Keep me", epochs=7)

    words = text_of(found)
    assert [it for it in wanted if it not in words] == [], words
    assert not found.get("submit"), "there is nothing to start"
    ben.press(found, "Change")
    again = ben.modal(lambda view: bool(view.get("submit")), after=found)
    assert (entered(again)["display_name"], entered(again)["epochs"]) == ("Keep me", "7")
    assert name in text_of(again), "the file stays attached"


def test_a_file_over_ten_megabytes_is_refused_in_words(ben: Traveller, form: Json) -> None:
    content = HEADER + b"1,2\n" * (11 * MEGABYTE // 4)
    with pytest.raises(Refused, match="10 MB"):
        ben.fill_in(form, "huge.csv", content, display_name="huge")


def test_a_form_without_a_file_asks_for_one(ben: Traveller, form: Json) -> None:
    with pytest.raises(Refused, match=r"(?i)file|required"):
        ben.person.submit(form, display_name="nothing")


def test_a_channel_without_tuner_starts_nothing_and_says_how_to_invite_it(
    ben: Traveller, form: Json
) -> None:
    secret = ben.person.channel("secret-lab")
    preflight = ben.fill_in(form, SAMPLE, display_name="secret", channel=secret)
    ben.person.submit(preflight)

    refusal = ben.modal(lambda view: "/invite" in text_of(view))

    assert refusal["submit"]["text"] == "Start", "and can be started once it is invited"


def test_an_unknown_model_gets_near_names(ben: Traveller, form: Json) -> None:
    ben.start(ben.fill_in(form, SAMPLE, display_name="increment"))

    ben.person.command(ben.channel, "/ask", "incremnt III")

    ben.person.until(lambda: any("Did you mean" in text_of(it) for it in ben.messages()))


def test_a_declined_sign_in_leaves_the_way_open(ada: Traveller) -> None:
    ada.person.command(ada.channel, "/tune")
    asked = ada.modal(lambda view: has(view, "Connect Google"))
    browser = requests.Session()
    who = {"login_hint": "ada@playground.test"}
    page = browser.get(button(asked, "Connect Google")["url"], params=who, timeout=30)

    told = press(browser, page, "Cancel")

    assert "nothing was linked" in told.text
    again = ada.modal(lambda view: has(view, "Connect Google"), after=asked)
    sign_in(button(again, "Connect Google")["url"], "ada@playground.test")
    assert ada.modal(lambda view: bool(view.get("submit"))), "the form goes on where it stopped"


def test_a_sign_in_link_works_once(ada: Traveller) -> None:
    ada.person.command(ada.channel, "/tune", "connect")
    asked = ada.modal(lambda view: has(view, "Link again"))
    url = button(asked, "Link again")["url"]
    sign_in(url, "ada@playground.test")

    with pytest.raises(LookupError):
        sign_in(url, "chloe@playground.test")


def test_a_tuning_service_that_is_down_is_said_and_waited_for(
    playground: Playground, ben: Traveller, form: Json
) -> None:
    preflight = ben.fill_in(form, SAMPLE, display_name="patient")
    playground.google.stop()

    card = ben.start(preflight)
    ben.person.until(lambda: "can't be reached" in text_of(ben.message(card["ts"])), within=90)

    playground.google.start()
    assert "is ready" in text_of(ben.follow(card))


def test_a_form_that_needs_the_service_says_that_it_is_down(
    playground: Playground, ben: Traveller
) -> None:
    playground.google.stop()
    ben.person.command(ben.channel, "/tune")

    told = ben.modal(lambda view: has(view, "Try again"))

    playground.google.start()
    ben.person.press(told, button(told, "Try again")["action_id"])
    form = ben.modal(lambda view: bool(view.get("submit")))
    ben.person.close(form)

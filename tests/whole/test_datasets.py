"""From a file that somebody has to a model that knows it, with all that a team can trust."""

import pytest

from bot.domain import Capabilities
from playground.google.sheets import SHEETS
from playground.journey import Traveller, button, has, sign_in, text_of
from playground.person import Json
from playground.smoke import EMAIL
from playground.together import Playground

HEADER = b"text_input,output\n"
TROUBLED = HEADER + b"".join(b" word %d ,%d\n" % (n, n) for n in range(20)) + b"hole,\n"
LARGE = HEADER + b"".join(b"%d %s,%d\n" % (n, b"word " * 400, n) for n in range(6_000))


@pytest.fixture(scope="module", autouse=True)
def linked(playground: Playground) -> None:
    person = Traveller.arrive(playground.slack_url, "Ben", "tuning")
    person.person.close(person.open_form(EMAIL))


def sheet(playground: Playground, name: str) -> str:
    assert name in SHEETS
    return f"{playground.google_url}/spreadsheets/d/{name}/edit#gid=0"


def link(person: Traveller, address: str, name: str) -> Json:
    """Give a link in the form, and return what comes of it."""
    form = person.open_form(EMAIL)
    person.person.submit(form, display_name=name, link=address)
    return person.modal(lambda it: "Reading" not in text_of(it), after=form)


def can_start(view: Json) -> bool:
    submit: Json = view.get("submit") or {}
    return submit.get("text") == "Start"


def test_a_file_is_mended_rows_are_held_out_and_the_first_answer_comes(
    ben: Traveller, can: Capabilities
) -> None:
    found = ben.fill_in(ben.open_form(EMAIL), "words.csv", TROUBLED, display_name="words")
    assert "can't start yet" in text_of(found)
    for number, label in enumerate(("Drop empty rows", "Trim"), 2):
        ben.press(found, label)
        ben.press(ben.see("What would change", "For example"), "Take it")
        found = ben.see(f"version {number} of")
    ben.press(found, "Hold out 10 %")
    ben.press(ben.see("2 rows", "held out"), "Take it")
    ready = ben.modal(can_start)
    steps = ", 23 steps" if can.batch_size else ""
    assert f"18 examples{steps}" in text_of(ready)

    card = ben.follow(ben.start(ready))

    ben.hear("Of 2 rows held out from training", "Its base model has", thread=card["ts"])
    told = ben.hear("The rows that were held out from", channel=ben.direct)
    ben.person.until(lambda: _files(ben, told))
    [rows] = _files(ben, told)
    assert ben.person.fetch(rows["url"]).decode().count("word ") >= 2


def test_a_public_sheet_with_columns_of_its_own_names(
    playground: Playground, ben: Traveller
) -> None:
    asked = link(ben, sheet(playground, "public-german-sheet-1"), "german")
    assert "Frage" in text_of(asked)

    ben.person.submit(asked, input="1", output="2")

    ready = ben.modal(can_start)
    assert "12 examples" in text_of(ready)
    ben.close()


def test_a_private_sheet_is_read_once_its_owner_lets_us(
    playground: Playground, ben: Traveller
) -> None:
    closed = link(ben, sheet(playground, "private-increment-sheet-1"), "closed")
    assert "not everybody with the link" in text_of(closed)

    ben.press(closed, "Connect for Sheets")
    asked = ben.modal(lambda view: has(view, "Connect for Sheets"), after=closed)
    sign_in(button(asked, "Connect for Sheets")["url"], EMAIL)
    form = ben.modal(lambda view: bool(view.get("submit")), after=asked)
    ben.person.submit(form)

    ready = ben.modal(can_start)
    assert "12 examples" in text_of(ready)
    ben.close()


@pytest.mark.only("gemini")
def test_a_file_that_is_too_large_for_the_form_comes_by_its_message(ben: Traveller) -> None:
    file = ben.person.upload("large.csv", LARGE)
    message = ben.person.say(ben.channel, "Look", files=[file["id"]])
    ben.person.post(
        "shortcuts", callback_id="shortcuts.on_file", channel=ben.channel, ts=message["ts"]
    )
    form = ben.modal(lambda view: "large.csv" in text_of(view))
    ben.person.submit(form)

    found = ben.see("6,000", "The service takes 4 MB at once")

    assert not found.get("submit"), "the service takes less than that"
    ben.close()


def _files(person: Traveller, message: Json) -> list[Json]:
    thread = person.person.messages(message["channel"], message["ts"])
    return [file for it in thread for file in it.get("files", [])]

"""What a person does with a file before training, and what comes of the rows held out."""

from collections.abc import Iterator

import pytest

from bot.domain import JobState, utc_now
from bot.sheets import Sheets
from handlers.views import columns, connect, datasets, details, mend, preflight
from handlers.views import start as form
from playground.person import Json, Refused, element_of
from tests import make
from tests.bot.test_library import rows
from tests.bot.test_sheets import ID, PAGE, site
from tests.handlers.conftest import BAD_CSV, CSV, Bot, Somebody, no_token
from tests.handlers.test_start import jobs, open_form, send

GERMAN = b"Frage,Antwort\nI,II\nII,III\n"
LONG = b"word " * 400
PRIVATE = b"text_input,output\nada@example.com,yes\nI,II\n"


def files_of(somebody: Somebody, *words: str) -> list[Json]:
    """Return the files in the thread of a direct message that says these words."""
    told = somebody.message(somebody.direct, *words)

    def there() -> list[Json]:
        thread = somebody.messages(somebody.direct, told["ts"])
        return [file for message in thread for file in message.get("files", [])]

    return somebody.until(there, within=10)


def image_in(view: Json) -> Json | None:
    return next((it for it in view["blocks"] if it["type"] == "image"), None)


def test_a_file_with_problems_is_mended_and_then_starts(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    send(ben, open_form(ben, tuning), BAD_CSV)
    found = ben.modal("can't start yet: 2 problems", "Line 3", "Line 4")
    assert not found.get("submit"), "there is nothing to start"

    ben.press(found, f"{preflight.FIX}.drop_empty")
    difference = ben.modal("*2 rows* would go")
    assert jobs(bot) == []
    ben.press(difference, mend.TAKE)
    mended = ben.modal("can start. 1 example", "version 2")
    ben.submit(mended)

    ben.modal("See its card")
    assert [it.text_input for it in bot.service.given[bot.tuner.store.jobs.jobs()[0].id]] == ["I"]


def test_back_leaves_the_file_as_it_is(bot: Bot, ben: Somebody, tuning: str) -> None:
    send(ben, open_form(ben, tuning), BAD_CSV)
    ben.press(ben.modal("can't start yet"), f"{preflight.FIX}.drop_empty")

    ben.press(ben.modal("would go"), mend.BACK)

    assert "version 1" in str(ben.modal("can't start yet"))


def test_going_back_to_the_form_keeps_what_was_mended(bot: Bot, ben: Somebody, tuning: str) -> None:
    send(ben, open_form(ben, tuning), BAD_CSV, epochs="7")
    ben.press(ben.modal("can't start yet"), f"{preflight.FIX}.drop_empty")
    ben.press(ben.modal("would go"), mend.TAKE)

    ben.press(ben.modal("can start", "version 2"), preflight.CHANGE)
    again = ben.modal(form.SUBMIT, "version 2, stays attached")
    assert element_of(again, "epochs")[0]["initial_value"] == "7"
    ben.submit(again, epochs="8")

    ben.modal("can start. 1 example", "version 2")


def test_the_picture_of_lengths_follows_and_says_the_same_in_words(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    send(ben, open_form(ben, tuning), CSV)

    view = ben.modal(preflight.BEGIN, "How long the inputs are")
    image = image_in(view)
    assert image
    assert image["alt_text"].startswith("How long the inputs are, in characters: 1 of 1")
    assert ben.fetch(image["slack_file"]["url"].removeprefix(ben.url)).startswith(b"\x89PNG")


def test_columns_that_nobody_knows_are_asked_for(bot: Bot, ben: Somebody, tuning: str) -> None:
    send(ben, open_form(ben, tuning), GERMAN)
    asked = ben.modal(columns.CHOOSE, "Frage", "Antwort", "I | II")

    ben.submit(asked, input="1", output="2")

    ben.submit(ben.modal("can start. 2 examples", "`Frage` → `Antwort`"))
    ben.modal("See its card")
    given = bot.service.given[bot.tuner.store.jobs.jobs()[0].id]
    assert [(it.text_input, it.output) for it in given] == [("I", "II"), ("II", "III")]


def test_the_full_report_goes_to_the_person_alone_with_nothing_private_in_it(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    before = len(ben.messages(tuning))
    send(ben, open_form(ben, tuning), PRIVATE)
    found = ben.modal(preflight.BEGIN, "personal data", "'image'")  # with it the view is another
    assert "ada@example.com" not in str(found)

    ben.press(found, preflight.REPORT)
    ben.modal("in your messages with me")

    sent = files_of(ben, "All that I found")
    assert {file["name"] for file in sent} == {"report.csv", "report.html"}
    for file in sent:
        content = ben.fetch(file["url"])
        assert b"personal_data" in content
        assert b"ada@example.com" not in content
    assert len(ben.messages(tuning)) == before, "the channel hears nothing"


def test_a_dataset_is_listed_and_used_again(bot: Bot, ben: Somebody, tuning: str) -> None:
    send(ben, open_form(ben, tuning), CSV)
    ben.submit(ben.modal(preflight.BEGIN))
    ben.modal("See its card")
    ben.shut()

    ben.command(tuning, "/tune", "datasets")
    listed = ben.message(tuning, "*increment*", "3 examples", "Tuned on it: increment")
    ben.press(listed, datasets.USE)
    ben.submit(ben.modal(form.SUBMIT, "stays attached"), display_name="again")

    ben.submit(ben.modal(preflight.BEGIN, "3 examples"))
    ben.modal("See its card")
    assert len({job.version for job in bot.tuner.store.jobs.jobs()}) == 1


def test_a_job_is_run_again_with_changes_on_the_very_same_version(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    send(ben, open_form(ben, tuning), CSV, epochs="7")
    ben.submit(ben.modal(preflight.BEGIN))
    ben.modal("See its card")
    ben.shut()
    ben.command(tuning, "/models", "increment")
    ben.press(ben.modal("Overview"), details.TRAINING)
    ben.press(ben.modal("Run again with changes"), form.REFILL)

    again = ben.modal(form.SUBMIT, "stays attached")
    assert element_of(again, "epochs")[0]["initial_value"] == "7"
    ben.submit(again, epochs="9")
    ben.submit(ben.modal(preflight.BEGIN, "9, 4"))
    ben.modal("See its card")

    second, first = bot.tuner.store.jobs.jobs()
    assert first.version == second.version
    assert second.order.hyperparameters.epochs == 9


def test_held_out_rows_give_the_first_answer_once(bot: Bot, ben: Somebody, tuning: str) -> None:
    send(ben, open_form(ben, tuning), rows(30))
    ben.press(ben.modal(preflight.BEGIN), f"{preflight.SPLIT}.20")
    ben.press(ben.modal("*6 rows* would be held out"), mend.HOLD_OUT)
    ben.submit(ben.modal(preflight.BEGIN, "24 examples", "*6 rows* are held out"))
    ben.modal("See its card")
    [job] = bot.tuner.store.jobs.jobs()
    assert job.card
    bot.service.stands[job.id] = make.status(JobState.READY, 4)
    bot.poller.look(utc_now())
    bot.deliver()

    bot.poller.try_out(utc_now())
    bot.deliver()
    bot.poller.try_out(utc_now())
    bot.deliver()

    thread = ben.messages(tuning, job.card.ts)
    told = [it for it in thread if "held out from training" in it["text"]]
    assert len(told) == 1
    assert "6 rows" in told[0]["text"]
    assert "word" not in told[0]["text"], "the channel sees counts only"
    [file] = files_of(ben, "The rows that were held out from *increment*")
    content = ben.fetch(file["url"]).decode()
    assert content.startswith("input,wanted,tuned")
    assert content.count("says: word") == 12


@pytest.fixture
def sheet(bot: Bot) -> Iterator[str]:
    """Give the link to a sheet that is public."""
    with site((200, "text/csv", CSV)) as (url, _):
        read_from(bot, url)
        yield f"{url}/spreadsheets/d/{ID}/edit"


def read_from(bot: Bot, url: str) -> None:
    vars(bot.sheets).update(vars(Sheets(no_token, url)))


def test_a_sheet_is_learnt_from_by_its_link(
    bot: Bot, ben: Somebody, tuning: str, sheet: str
) -> None:
    ben.submit(open_form(ben, tuning), display_name="increment", link=sheet)

    ben.submit(ben.modal(preflight.BEGIN, "3 examples"))
    ben.modal("See its card")
    [shelved] = bot.tuner.library.shelved(ben.user)
    assert shelved.dataset.origin == "sheet"


def test_a_sheet_that_is_closed_leads_to_google_and_back(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    bot.link(ben.user)
    with site(PAGE) as (url, _):
        read_from(bot, url)
        link = f"{url}/spreadsheets/d/{ID}/edit"
        ben.submit(open_form(ben, tuning), display_name="increment", link=link)
        closed = ben.modal("not everybody with the link", "Connect for Sheets")
    assert element_of(closed, "link")[0]["initial_value"] == link

    ben.press(closed, connect.SHEETS)

    button, _ = element_of(ben.modal("I need your leave"), connect.GO)
    assert "spreadsheets.readonly" in button["url"]


def test_a_file_and_a_link_are_one_too_many(bot: Bot, ben: Somebody, tuning: str) -> None:
    file = ben.upload("increment.csv", CSV)
    with pytest.raises(Refused, match="not both") as refused:
        ben.submit(
            open_form(ben, tuning),
            display_name="increment",
            file=[file["id"]],
            link="https://docs.google.com/x",
        )

    assert set(refused.value.errors) == {"link"}


def test_a_posted_file_may_be_larger_than_a_form_takes(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    content = b"text_input,output\n" + b"".join(b"%d %s,%d\n" % (n, LONG, n) for n in range(6_000))
    assert len(content) > 11 * 2**20
    file = ben.upload("large.csv", content)
    message = ben.say(tuning, "Look at this", files=[file["id"]])
    ben.post("shortcuts", callback_id="shortcuts.on_file", channel=tuning, ts=message["ts"])
    ben.submit(ben.modal(form.SUBMIT, "*large.csv* stays attached"))

    ben.modal("6,000 examples")

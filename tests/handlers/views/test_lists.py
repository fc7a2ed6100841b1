"""The views that only show: lists, linking, asking, help."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.domain import Answer, JobState, Question
from bot.errors import InvalidForm
from handlers.views import ask, connect, models, notice
from handlers.views import help as words
from playground.slack.limits import check_message, check_view
from tests import make
from tests.handlers.forms import filled
from tests.handlers.views.test_progress import JOBS

ASKING = ask.Asking(job="cat", name="Cat", channel="C1", thread_ts="1.0")
MANY = [replace(make.job(), id=f"cat-{n}", state=JobState.READY) for n in range(200)]
VIEWS = {
    "connect": connect.build("https://accounts.example.com/o?state=1"),
    "connect_again": connect.build("https://a.example.com/", words="No.", account=make.account()),
    "ask": ask.build(ASKING, above=ask.said("What?", Answer(text="That."))),
    "notice": notice.build("No."),
}


@pytest.mark.parametrize("name", VIEWS)
def test_how_it_looks(matches_snapshot: Callable[[str, Any], bool], name: str) -> None:
    assert matches_snapshot(name, VIEWS[name])
    assert check_view(VIEWS[name]) == []


@pytest.mark.parametrize(
    "message",
    [
        models.message(list(JOBS.values())),
        models.message([]),
        models.message(MANY),
        words.first_contact(),
        connect.failed_message("No."),
    ],
)
def test_slack_takes_the_message(message: Any) -> None:
    payload = {"channel": "C1", "text": message.text, "blocks": list(message.blocks)}

    assert check_message(payload) == []


def test_only_a_ready_model_offers_to_be_asked() -> None:
    offers = {state: ask.OPEN in str(models.blocks([job])) for state, job in JOBS.items()}

    assert [state for state, offered in offers.items() if offered] == ["ready"]


def test_with_no_models_it_says_how_to_begin() -> None:
    assert "`/tune`" in str(models.message([]).blocks)


def test_a_question_reads_back_with_whom_it_is_for() -> None:
    view = filled(ask.build(ASKING), question="What says a cat?")

    assert ask.Asking.of(view) == ASKING
    assert ask.read(view).text == "What says a cat?"


def test_no_question_marks_its_field() -> None:
    with pytest.raises(InvalidForm) as raised:
        ask.read(filled(ask.build(ASKING), question="  "))

    assert set(raised.value.fields) == {"question"}


def test_a_refused_question_stands_in_the_form_again() -> None:
    view = ask.build(ASKING, question=Question(text="What?"), words="Not now.")

    assert ask.read(filled(view)).text == "What?"
    assert "Not now." in str(view)


def test_a_long_answer_fits_into_the_modal() -> None:
    long = Answer(text="word " * 60000)

    assert check_view(ask.build(ASKING, above=ask.said("What?", long))) == []


@pytest.mark.parametrize(
    ("word", "hint"),
    [("conect", "/tune connect"), ("HELP!", "/tune help"), ("<!here>", "/tune help")],
)
def test_an_unknown_word_gets_a_nudge(word: str, hint: str) -> None:
    assert hint in words.nudge(word)
    assert "<" not in words.nudge(word)


def test_first_contact_takes_three_lines() -> None:
    assert len(words.FIRST_CONTACT.splitlines()) == 3

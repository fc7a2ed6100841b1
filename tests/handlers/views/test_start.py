from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Audience, BaseModel, Hyperparameters
from bot.errors import InvalidForm, Problem, TuningUnavailable, UnusableFile
from handlers.views import kit, parameters
from handlers.views import start as form
from playground.slack.limits import check_message, check_view
from tests import make
from tests.handlers.forms import filled

BASES = [
    BaseModel(name="models/small", display_name="Small", description="Quick to learn."),
    BaseModel(name="models/large", display_name="Large"),
]
ANSWERS = form.Answers(
    display_name="Cat expert",
    base_model="models/large",
    file_id="F1",
    file_name="cats.csv",
    hyperparameters=Hyperparameters(epochs=7, batch_size=2, learning_rate=0.0005),
    channel="C1",
    audience=Audience.EVERYONE,
    thread_ts="1.0",
)


def wrong(**entered: str) -> dict[str, str]:
    """Return the words at each field that is marked."""
    with pytest.raises(InvalidForm) as raised:
        form.read(filled(form.build(ANSWERS, BASES), **entered))
    return raised.value.fields


@pytest.mark.parametrize(
    ("name", "view"),
    [
        ("start_empty", form.build(form.Answers(channel="C1"), BASES)),
        ("start_again", form.build(ANSWERS, BASES, words="Line 3: no output.")),
    ],
)
def test_how_the_form_looks(
    matches_snapshot: Callable[[str, Any], bool], name: str, view: dict[str, Any]
) -> None:
    assert matches_snapshot(name, view)
    assert check_view(view) == []


def test_the_form_reads_back_what_it_was_built_of() -> None:
    assert form.read(filled(form.build(ANSWERS, BASES))) == ANSWERS


@given(
    st.builds(
        form.Answers,
        display_name=st.text(min_size=1, max_size=40).map(str.strip).filter(bool),
        base_model=st.sampled_from([it.name for it in BASES]),
        file_id=st.just("F1"),
        file_name=st.text(max_size=255),
        hyperparameters=st.builds(
            Hyperparameters,
            epochs=st.integers(*parameters.EPOCHS),
            batch_size=st.integers(*parameters.BATCH_SIZE),
            learning_rate=st.sampled_from([1.0, 0.5, 0.001, 0.00002, 3e-7]),
        ),
        channel=st.just("C1"),
        audience=st.sampled_from(Audience),
    )
)
def test_whatever_was_answered_comes_back_and_slack_takes_the_form(answers: form.Answers) -> None:
    view = form.build(answers, BASES)

    assert form.read(filled(view)) == answers
    assert form.Answers.load(answers.dump()) == answers
    assert check_view(view) == []
    assert len(answers.dump()) <= kit.BUTTON_VALUE


def test_a_draft_gives_back_what_was_answered() -> None:
    draft = ANSWERS.draft("d", owner="U1", view="V1", received=make.NOON)

    assert form.Answers.of(draft) == replace(ANSWERS, thread_ts="")


def test_a_new_file_replaces_the_one_that_was_kept() -> None:
    answers = form.read(filled(form.build(ANSWERS, BASES), file="F2"))

    assert (answers.file_id, answers.file_name) == ("F2", "F2.csv")


def test_without_any_file_its_field_is_marked() -> None:
    empty = form.build(replace(ANSWERS, file_id="", file_name=""), BASES)

    with pytest.raises(InvalidForm) as raised:
        form.read(filled(empty))

    assert "Attach a file" in raised.value.fields["file"]


@pytest.mark.parametrize(
    ("field", "entered"),
    [
        ("display_name", ""),
        ("display_name", "x" * 41),
        ("epochs", "0"),
        ("epochs", "101"),
        ("epochs", "2.5"),
        ("epochs", "٣"),
        ("epochs", "9" * 5000),
        ("batch_size", "65"),
        ("learning_rate", "fast"),
        ("learning_rate", "0"),
        ("learning_rate", "-1"),
        ("learning_rate", "1.1"),
        ("learning_rate", "nan"),
        ("channel", ""),
    ],
)
def test_a_wrong_answer_marks_its_own_field(field: str, entered: str) -> None:
    assert set(wrong(**{field: entered})) == {field}


def test_all_wrong_answers_are_marked_at_once() -> None:
    assert set(wrong(display_name="", epochs="x", learning_rate="x")) == {
        "display_name",
        "epochs",
        "learning_rate",
    }


def test_every_problem_of_a_file_is_said_with_its_line() -> None:
    problems = [Problem(f"No <output> {n}.", line=n) for n in range(2, 40)]

    words = form.words_of(UnusableFile(problems, total=500))

    assert "500 problems" in words
    assert "Line 2: No &lt;output&gt; 2." in words
    assert f"and {500 - form.LISTED} more" in words
    assert check_view(form.build(ANSWERS, BASES, words=words)) == []


def test_one_problem_is_one_sentence() -> None:
    assert form.words_of(UnusableFile([Problem("No output.", 3)])) == "Line 3: No output."
    assert form.words_of(TuningUnavailable("It sleeps.")) == "It sleeps."


def test_the_way_back_to_the_form_fits_into_a_message() -> None:
    block = kit.actions(form.again(replace(ANSWERS, display_name="ä" * 40, file_name="ä" * 255)))

    assert check_message({"channel": "C1", "text": "x", "blocks": [block]}) == []

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import TUNED, Audience, BaseModel, Hyperparameters, Sampling
from bot.errors import InvalidForm, Problem, TuningUnavailable, UnusableFile
from bot.tuning.registry import SERVICES
from handlers.views import kit, parameters
from handlers.views import start as form
from handlers.views.offer import Offer, notes_on
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
    base_name="Large",
    file_id="F1",
    file_name="cats.csv",
    hyperparameters=Hyperparameters(epochs=7, batch_size=2, learning_rate=0.0005),
    channel="C1",
    audience=Audience.EVERYONE,
    thread_ts="1.0",
)


TUNED_TOO = [
    *BASES,
    BaseModel(name=f"{TUNED}tuner-1", display_name="increment", description="tuned from Small"),
]
FULL = replace(
    ANSWERS,
    base_model=f"{TUNED}tuner-1",
    base_name="increment",
    hyperparameters=Hyperparameters(learning_rate_multiplier=1.5),
    description="Tells cats <apart> & names them.",
    sampling=Sampling(temperature=0.2, top_p=0.9, top_k=40),
    model_id="cat-expert-1",
)


def wrong(**entered: str) -> dict[str, str]:
    """Return the words at each field that is marked."""
    with pytest.raises(InvalidForm) as raised:
        form.read(filled(form.build(replace(ANSWERS, unfolded=True), BASES), **entered))
    return raised.value.fields


@pytest.mark.parametrize(
    ("name", "view"),
    [
        ("start_empty", form.build(form.Answers(channel="C1"), BASES)),
        ("start_again", form.build(ANSWERS, BASES, words="Line 3: no output.")),
        ("start_full", form.build(replace(FULL, unfolded=True), TUNED_TOO)),
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
        base_name=st.just(""),
        file_id=st.just("F1"),
        file_name=st.text(max_size=255),
        hyperparameters=st.builds(
            Hyperparameters,
            epochs=st.integers(*parameters.EPOCHS),
            batch_size=st.integers(*parameters.BATCH_SIZE),
            learning_rate=st.sampled_from([1.0, 0.5, 0.001, 0.00002, 3e-7]),
            learning_rate_multiplier=st.sampled_from([None, 0.5, 2.0]),
        ),
        description=st.text(max_size=parameters.DESCRIPTION).map(str.strip),
        sampling=st.builds(
            Sampling,
            temperature=st.sampled_from([None, 0.0, 0.7, 1.0]),
            top_p=st.sampled_from([None, 0.0, 0.95, 1.0]),
            top_k=st.none() | st.integers(1, parameters.MOST_TOKENS),
        ),
        model_id=st.sampled_from(["", "a", "my-model-2"]),
        unfolded=st.booleans(),
        channel=st.just("C1"),
        audience=st.sampled_from(Audience),
    )
)
def test_whatever_was_answered_comes_back_and_slack_takes_the_form(answers: form.Answers) -> None:
    view = form.build(answers, BASES)
    answers = replace(
        answers, base_name=next(it for it in BASES if it.name == answers.base_model).display_name
    )

    assert form.read(filled(view)) == answers
    assert form.Answers.load(answers.dump()) == answers
    assert check_view(view) == []
    assert len(answers.dump()) <= kit.BUTTON_VALUE


def test_unfolding_shows_all_parameters_and_keeps_what_was_entered() -> None:
    folded = filled(form.build(ANSWERS, TUNED_TOO), display_name="", epochs="9", file="F2")
    unfolded = form.fold(folded)
    fields = {block.get("block_id") for block in unfolded["blocks"]}

    assert set(parameters.LABELS) - {"system_instruction"} <= fields
    assert check_view(unfolded) == []
    answers = form.read(filled(unfolded, display_name="Cat", temperature="0.5"))
    assert (answers.hyperparameters.epochs, answers.file_id) == (9, "F2")
    assert answers.sampling.temperature == 0.5


VERTEX = Offer(
    service="vertex",
    can=SERVICES["vertex"].capabilities,
    location="us-central1",
    sizes={"models/small": [1, 2, 4], "models/large": [1, 2]},
    notes=notes_on(
        [
            BaseModel(name="a", display_name="Old <one>", retires=date(2025, 2, 1)),
            BaseModel(name="b", display_name="New", served_in=("us",)),
        ],
        "us-central1",
        make.NOON.date(),
    ),
)
ON_VERTEX = replace(
    ANSWERS,
    service="vertex",
    hyperparameters=Hyperparameters(
        epochs=3, batch_size=0, learning_rate=None, learning_rate_multiplier=2.0, adapter_size=2
    ),
    system_instruction="You count.",
    checkpoint="3",
)


def test_what_a_service_can_not_is_not_asked_for_and_what_it_can_is() -> None:
    view = form.build(replace(ON_VERTEX, unfolded=True), BASES, offer=VERTEX)
    fields = {block.get("block_id") for block in view["blocks"]}
    assert not {"batch_size", "learning_rate", "temperature", "top_p", "top_k"} & fields
    assert {"learning_rate_multiplier", "adapter_size", "system_instruction"} <= fields
    assert check_view(view) == []


@pytest.mark.parametrize("unfolded", [True, False])
def test_the_form_for_another_service_reads_back_too(*, unfolded: bool) -> None:
    answers = replace(ON_VERTEX, unfolded=unfolded)
    view = form.build(answers, BASES, offer=VERTEX)
    assert form.read(filled(view)) == answers
    assert form.read(filled(form.fold(filled(view)))) == replace(answers, unfolded=not unfolded)
    assert form.Answers.load(answers.dump()) == answers


def test_a_checkpoint_is_of_the_model_that_was_chosen_with_it() -> None:
    view = form.build(ON_VERTEX, BASES, offer=VERTEX)
    assert "checkpoint 3" in str(view["blocks"])
    assert form.read(filled(view, base_model="models/small")).checkpoint == ""


def test_adapter_sizes_are_those_of_the_chosen_base() -> None:
    view = form.build(ON_VERTEX, BASES, offer=VERTEX)
    with pytest.raises(InvalidForm) as raised:
        form.read(filled(view, adapter_size="4"))
    assert "only 1, 2" in raised.value.fields["adapter_size"]
    small = form.read(filled(view, adapter_size="4", base_model="models/small"))
    assert small.hyperparameters.adapter_size == 4
    assert form.read(filled(view, adapter_size="0")).hyperparameters.adapter_size is None


def test_the_form_warns_of_what_retires_and_says_where_models_are_asked() -> None:
    for view in (form.build(ANSWERS, BASES, offer=VERTEX), None):
        view = view or form.fold(filled(form.build(ANSWERS, BASES, offer=VERTEX)))  # noqa: PLW2901
        text = str(view["blocks"])
        assert "*Old &lt;one&gt;* retires on 1 February 2025" in text
        assert "tuned in `us-central1` is asked in `us`: New" in text


def test_what_was_asked_for_elsewhere_gets_what_is_usual_here() -> None:
    there = form.read(filled(form.build(ANSWERS, BASES, offer=VERTEX))).hyperparameters
    assert (there.batch_size, there.learning_rate, there.learning_rate_multiplier) == (0, None, 1.0)
    here = form.read(filled(form.build(ON_VERTEX, BASES))).hyperparameters
    assert (here.batch_size, here.learning_rate) == (4, 0.001)


def test_folding_hides_them_and_forgets_nothing() -> None:
    folded = form.fold(filled(form.build(replace(FULL, unfolded=True), TUNED_TOO)))

    assert not set(parameters.LABELS) & {block.get("block_id") for block in folded["blocks"]}
    assert form.read(filled(folded)) == FULL


def test_what_makes_no_sense_does_not_keep_the_form_from_folding() -> None:
    entered = filled(form.build(replace(FULL, unfolded=True), BASES), temperature="hot", epochs="x")
    answers = form.read(filled(form.fold(entered), epochs="5"))

    assert answers.sampling == Sampling(top_p=0.9, top_k=40)


def test_tuned_models_stand_beside_base_models() -> None:
    view = form.build(ANSWERS, TUNED_TOO)
    [select] = [it["element"] for it in view["blocks"] if it.get("block_id") == "base_model"]

    assert [it["label"]["text"] for it in select["option_groups"]] == [
        "Base models",
        "Your tuned models",
    ]
    chosen = form.read(filled(view, base_model=f"{TUNED}tuner-1"))
    assert (chosen.base_model, chosen.base_name) == (f"{TUNED}tuner-1", "increment")
    assert check_view(view) == []


def test_hundreds_of_tuned_models_fit() -> None:
    many = [BaseModel(name=f"{TUNED}t-{n}", display_name=f"model {n}") for n in range(500)]

    assert check_view(form.build(ANSWERS, [*BASES, *many])) == []


def test_each_parameter_says_its_range() -> None:
    hints = [parameters.HINTS[name] for name in parameters.LABELS if name != "description"]

    assert all(any(letter.isdigit() for letter in hint) for hint in hints)


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
        ("learning_rate_multiplier", "0"),
        ("learning_rate_multiplier", "1000"),
        ("temperature", "hot"),
        ("temperature", "1.1"),
        ("temperature", "inf"),
        ("top_p", "-0.1"),
        ("top_k", "0"),
        ("top_k", "2.5"),
        ("description", "x" * 301),
        ("model_id", "Cat"),
        ("model_id", "1cat"),
        ("model_id", "cat-"),
        ("model_id", "c" * 41),
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


def test_whatever_was_entered_fits_into_a_button() -> None:
    fullest = replace(
        ON_VERTEX,
        display_name='"' * 40,
        base_model="tunedModels/tuner-" + "a" * 32,
        base_name='"' * 40,
        file_id="",
        file_name="x" * 255,
        dataset="d" * 40,
        version=12,
        description="\n" * parameters.DESCRIPTION,
        system_instruction="\n" * parameters.INSTRUCTION,
        model_id="a" * 40,
        unfolded=True,
    )
    assert len(fullest.dump()) <= kit.BUTTON_VALUE
    assert form.Answers.load(fullest.dump()) == replace(fullest, file_name="")
    view = form.build(fullest, BASES, offer=VERTEX)
    assert check_view(view) == []
    assert form.Answers.load(ANSWERS.dump()) == ANSWERS

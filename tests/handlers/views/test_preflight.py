from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import (
    BaseModel,
    Code,
    Difference,
    DraftState,
    Example,
    Finding,
    Fix,
    Preflight,
    Price,
    Report,
    Severity,
    Statistics,
    VersionId,
    WhichColumns,
)
from bot.errors import InvalidForm
from handlers.views import columns, findings, kit, mend, preflight, start, statistics, words
from playground.slack.limits import check_message, check_view
from tests import make
from tests.handlers.forms import filled

STATISTICS = Statistics(
    input_characters=1234,
    output_characters=210,
    longest_input=300,
    longest_output=40,
    tokens=512,
    lengths=(0, 1, 0, 4, 10),
    labels=(("miaow", 12), ("<!channel>\nwoof", 3)),
)
REPORT = Report(
    file_name="<cats>.csv",
    format="csv",
    sha256="d",
    size=2345,
    columns=("text_input", "output"),
    examples=15,
    counts={},
    findings=(),
    statistics=STATISTICS,
    first=(Example("what says\na cat", "miaow "), Example("<!channel>", "x" * 500)),
)
CHECKED = make.draft(
    state=DraftState.CHECKED, file_name="<cats>.csv", examples=15, version=VersionId("cats", 1)
)
FOUND = Preflight(
    draft=CHECKED,
    dataset=make.dataset(),
    version=make.version(),
    report=REPORT,
    steps=19,
    expected=timedelta(seconds=42),
)
FINDINGS = tuple(
    Finding(code, f"{code} <{number}>", line=number)
    for code in Code
    for number in range(2, 7 if code is Code.MISSING_FIELD else 4)
)
WORST = replace(
    FOUND,
    report=replace(
        REPORT,
        counts=dict.fromkeys(Code, 12345),
        findings=FINDINGS,
    ),
    version=make.version(number=2, parent=1, fix=Fix.TRIM),
    price=Price(amount=1.5, currency="EUR"),
)
PICTURE = preflight.Picture("F9", statistics.lengths(STATISTICS))
DIFFERENCE = Difference(
    removed=2,
    changed=1,
    pairs=((Example(" I ", "II\n"), Example("I", "II")), (Example("", "<@U1>"), None)),
)


def with_found(*codes: Code) -> Preflight:
    return replace(FOUND, report=replace(REPORT, counts=dict.fromkeys(codes, 1)))


def test_how_the_preflight_looks(matches_snapshot: Callable[[str, Any], bool]) -> None:
    view = preflight.build(FOUND, "I may not post there.", PICTURE)

    assert matches_snapshot("preflight", view)
    assert check_view(view) == []


def test_how_the_worst_file_looks(matches_snapshot: Callable[[str, Any], bool]) -> None:
    view = preflight.build(WORST)

    assert matches_snapshot("preflight_worst", view)
    assert check_view(view) == []


@pytest.mark.parametrize("code", Code)
def test_only_what_stops_tuning_keeps_from_starting(code: Code) -> None:
    view = preflight.build(with_found(code))

    assert ("submit" in view) == (code.severity is not Severity.STOPS)
    assert ("can't start yet" in str(view)) == (code.severity is Severity.STOPS)


@pytest.mark.parametrize("code", Code)
def test_a_fix_is_offered_only_for_what_was_found(code: Code) -> None:
    mended = [fix for fix in Fix if code in fix.mends]

    assert findings.fixes(with_found(code).report) == mended


def test_a_file_without_usable_examples_says_so() -> None:
    empty = replace(FOUND, report=replace(REPORT, examples=0, first=()))

    assert "no usable example" in preflight.verdict(empty)
    assert "submit" not in preflight.build(empty)


def test_a_file_of_the_wrong_kind_still_fits_in_the_modal() -> None:
    long = tuple(Finding(code, "x" * 5000, line=9) for code in Code for _ in range(100))
    view = preflight.build(replace(WORST, report=replace(WORST.report, findings=long)))

    assert check_view(view) == []


def test_without_experience_no_time_is_invented_and_no_price() -> None:
    said = str(preflight.build(replace(FOUND, expected=None)))

    assert "no estimate yet" in said
    assert "Price" not in said
    assert "1.50 EUR" in str(preflight.build(WORST))


def test_rows_are_held_out_once_and_only_of_enough() -> None:
    offers = f"{preflight.SPLIT}.10"

    assert offers in str(preflight.build(FOUND))
    assert offers not in str(preflight.build(replace(FOUND, held_out=2)))
    assert "*2 rows* are held out" in str(preflight.build(replace(FOUND, held_out=2)))
    few = replace(FOUND, report=replace(REPORT, examples=9))
    assert offers not in str(preflight.build(few))


def test_it_brings_back_which_draft_and_version_it_is_about() -> None:
    assert preflight.read(preflight.build(WORST)) == (FOUND.draft.id, 2)


def test_change_brings_back_the_version_and_not_the_file_as_it_was() -> None:
    mended = replace(CHECKED, version=VersionId("cats", 2), link="https://docs.google.com/x")
    answers = start.Answers.of(mended)

    assert (answers.dataset, answers.version, answers.link) == ("cats", 2, "")
    assert start.Answers.load(answers.dump()) == answers
    drafted = answers.draft("again", owner="U1", view="V1", received=make.NOON)
    assert drafted.version == VersionId("cats", 2)
    assert "version 2" in str(start.build(answers, [BaseModel(name="m", display_name="M")]))


def test_a_closed_modal_gets_a_message_that_opens_it_again() -> None:
    for found in (FOUND, WORST):
        message = preflight.message(found)
        payload = {"channel": "U1", "text": message.text, "blocks": list(message.blocks)}

        assert check_message(payload) == []
        assert preflight.REOPEN in str(message.blocks)
        assert "miaow" not in str(payload), "rows of the file are not left in a conversation"


def test_the_picture_says_the_same_in_words() -> None:
    assert statistics.lengths(STATISTICS) == (
        "How long the inputs are, in characters: 1 of 1, 4 of 4 to 7, 10 of 8 to 15."
    )
    [image] = [it for it in preflight.build(FOUND, "", PICTURE)["blocks"] if it["type"] == "image"]
    assert image == {"type": "image", "slack_file": {"id": "F9"}, "alt_text": PICTURE.alt}


def test_how_a_difference_looks(matches_snapshot: Callable[[str, Any], bool]) -> None:
    view = mend.build("cat", Fix.TRIM, DIFFERENCE)

    assert matches_snapshot("difference", view)
    assert check_view(view) == []


def test_a_fix_that_changes_nothing_is_not_to_be_taken() -> None:
    view = mend.build("cat", Fix.MASK, Difference(removed=0, changed=0))

    assert mend.TAKE not in str(view)
    assert mend.BACK in str(view)


def test_holding_out_says_how_many_rows() -> None:
    view = mend.build_split("cat", 20, 3, 15)

    assert check_view(view) == []
    assert "*3 rows* would be held out; *12* stay" in str(view)
    [take, _] = view["blocks"][2]["elements"]
    assert mend.read_split(take) == ("cat", 20)


ASKED = WhichColumns(
    draft=CHECKED,
    names=("id", "Frage", "Antwort", ""),
    rows=(("1", "<!channel>", "miaow", ""), ("2", "x" * 500, "", "")),
)


def test_how_the_question_for_columns_looks(matches_snapshot: Callable[[str, Any], bool]) -> None:
    view = columns.build(ASKED, "Choose others.")

    assert matches_snapshot("columns", view)
    assert check_view(view) == []


def test_the_chosen_columns_are_read_back_by_their_place() -> None:
    view = columns.build(ASKED)

    assert columns.read(filled(view, input="2", output="3")) == ("cat", (1, 2))
    with pytest.raises(InvalidForm) as refused:
        columns.read(filled(view, input="2", output="2"))
    assert set(refused.value.fields) == {"output"}


def test_very_many_columns_fit_too() -> None:
    many = replace(ASKED, names=tuple(f"column {n}" * 20 for n in range(300)), rows=())

    assert check_view(columns.build(many)) == []


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1 s"), (59, "59 s"), (61, "1 min 1 s"), (3600, "1 h 0 min"), (90061, "25 h 1 min")],
)
def test_lengths_of_time_read_well(seconds: float, said: str) -> None:
    assert words.spell(timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(("loss", "said"), [(2.34567, "2.346"), (0.01, "0.010"), (1e-5, "0.00001")])
def test_a_loss_is_never_a_power_of_ten(loss: float, said: str) -> None:
    assert words.loss(loss) == said


@pytest.mark.parametrize(
    ("size", "said"), [(1, "1 byte"), (999, "999 bytes"), (1500, "2 KB"), (12_345_678, "12.3 MB")]
)
def test_sizes_read_well(size: int, said: str) -> None:
    assert words.size(size) == said


def test_the_value_of_the_longest_answers_fits_in_a_button() -> None:
    longest = start.Answers(
        display_name="n" * 40,
        base_model="models/" + "b" * 60,
        base_name="b" * 60,
        file_name="f" * 100,
        link="l" * start.LINK,
        description="d" * 300,
        model_id="m" * 40,
        dataset="d" * 24,
        thread_ts="1234567890.123456",
        channel="C1234567890",
    )

    assert len(longest.dump()) <= kit.BUTTON_VALUE

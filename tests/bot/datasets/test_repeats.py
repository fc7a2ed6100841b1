import pytest

from bot import datasets
from bot.datasets import Source
from bot.domain import Code
from tests.bot.datasets.checked import check, found, lines, only
from tests.bot.datasets.make import LIMITS

A, B = ("how are you today", "fine"), ("what is your name", "Tuner")


def test_a_row_that_is_there_again_names_the_line_it_was_first_seen_in() -> None:
    assert found([A, B, A, A], Code.DUPLICATE) == [3, 4]
    assert "first seen in line 21" in only([A, B, A], Code.DUPLICATE).message


@pytest.mark.parametrize(
    "again",
    [
        ("How are you, today?", "fine"),
        ("how are you today", "FINE!"),
        ("how  are\tyou\u00a0today", "fine"),
        ("ｈｏｗ are you today", "ﬁne"),  # noqa: RUF001 - wide letters, and two in one
        ("“how are you today”", "fine…"),
        ("how-are-you today", "\u200bfine"),
    ],
)
def test_rows_that_differ_in_form_only_are_near_duplicates_and_no_duplicates(
    again: tuple[str, str],
) -> None:
    assert found([A, again], Code.NEAR_DUPLICATE) == [2]
    assert found([A, again], Code.DUPLICATE) == []


def test_accents_written_in_two_ways_are_the_same() -> None:
    assert found([("café au lait", "b"), ("cafe\u0301 au lait", "b")], Code.NEAR_DUPLICATE) == [2]
    assert found(
        [("\ud55c \ub9d0", "b"), ("\u1112\u1161\u11ab \ub9d0", "b")], Code.NEAR_DUPLICATE
    ) == [2]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("1.5", "15"), ("15", "15")),
        (("-5", "minus"), ("5", "minus")),
        (("1 2", "3"), ("12", "3")),
        (("5 - 3", "2"), ("5 + 3", "2")),
        (("how are you", "fine"), ("how are you", "fine 😀")),
        (("é", "b"), ("e", "b")),
    ],
)
def test_what_means_something_else_is_no_near_duplicate(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert found([one, other], Code.NEAR_DUPLICATE) == []


def test_a_duplicate_of_a_near_duplicate_is_told_once() -> None:
    pairs = [A, ("How are you today?", "fine"), ("How are you today?", "fine")]
    assert found(pairs, Code.NEAR_DUPLICATE) == [2]
    assert found(pairs, Code.DUPLICATE) == [3]


def test_another_output_for_the_same_input_is_a_conflict() -> None:
    pairs = [A, (A[0], "not well"), (A[0], "not well"), A]
    assert found(pairs, Code.CONFLICTING_OUTPUT) == [2]
    assert found(pairs, Code.DUPLICATE) == [3, 4]
    finding = only([A, (A[0], "not well")], Code.CONFLICTING_OUTPUT)
    assert "first seen in line 21" in finding.message
    assert "`not well`" in finding.message
    assert finding.field == "output"


def test_the_same_output_spelt_otherwise_is_no_conflict() -> None:
    assert found([A, (A[0], "Fine.")], Code.CONFLICTING_OUTPUT) == []
    assert found([A, (A[0], "Fine.")], Code.NEAR_DUPLICATE) == [2]


def test_separators_of_rows_within_a_text_confuse_nothing() -> None:
    pairs = [("a\x1eb", "c\x1fd"), ("a", "b\x1ec"), ("a\x1e", "c"), ("x\x1f", "\x1ex"), A, A]
    assert found(pairs, Code.DUPLICATE) == [6]
    assert found(pairs, Code.CONTROL_CHARACTER) == [1, 1, 2, 3, 4, 4]


def test_rows_of_one_line_are_told_apart() -> None:
    rows = '[{"prompt": "a", "completion": "b"}, {"prompt": "a", "completion": "b"}]'
    report = datasets.check(Source.of_bytes(rows.encode(), "x.json"), LIMITS)
    assert lines(report, Code.DUPLICATE) == [1]


def test_repeats_are_found_over_any_distance() -> None:
    many = [(f"question {n} of many", f"answer {n}") for n in range(3_000)]
    report = check([*many, many[0], (many[1][0].upper(), many[1][1])])
    assert lines(report, Code.DUPLICATE) == [3_002]
    assert lines(report, Code.NEAR_DUPLICATE) == [3_003]

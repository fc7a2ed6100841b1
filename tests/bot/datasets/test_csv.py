from pathlib import Path

import pytest

from bot.errors import UnusableFile
from tests.bot.datasets.make import as_csv, problem, read, refusal, where

SAMPLE = Path(__file__).parents[3] / "playground" / "samples" / "increment.csv"


def test_the_sample_is_fifteen_pairs() -> None:
    pairs = read(SAMPLE.read_bytes())
    assert len(pairs) == 15
    assert pairs[8] == ("1,000", "1,001")


def test_values_are_kept_to_the_letter() -> None:
    pairs = [
        ("1,000", "007"),
        (" a ", "b\t"),
        ('say "hi"', "=1+1"),
        ("x\ny", "é😀"),
        ("NA", "null"),
    ]
    assert read(as_csv(pairs)) == pairs


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_common_dialect_reads_the_same(delimiter: str, mark: bytes, end: str) -> None:
    pairs = [("1,5", "a;b"), ("a\tb", "c"), ("two\nlines", "x")]
    assert read(mark + as_csv(pairs, delimiter=delimiter, end=end)) == pairs


@pytest.mark.parametrize(
    "header",
    [
        ("text_input", "output"),
        ("prompt", "completion"),
        ("input", "output"),
        ("question", "answer"),
        (" Text Input ", "OUTPUT"),
        ("textInput", "output"),
    ],
)
def test_the_names_that_people_use_are_known(header: tuple[str, str]) -> None:
    assert read(as_csv([("a", "b")], header=header)) == [("a", "b")]


def test_further_columns_are_no_matter_and_the_order_is_free() -> None:
    assert read(b"id,output,note,text_input\n1,b,,a\n") == [("a", "b")]


def test_the_api_names_win_where_several_pairs_fit() -> None:
    assert read(b"prompt,completion,text_input,output\n1,2,3,4\n") == [("3", "4")]


def test_cells_that_are_missing_or_empty_at_the_end_are_no_matter() -> None:
    assert read(b"text_input,output,note\na,b\nc,d,,,\n") == [("a", "b"), ("c", "d")]


def test_lines_are_those_of_the_raw_file() -> None:
    rows = (
        b"\xef\xbb\xbf\r\n"  # 1: blank
        b"text_input,output\r\n"  # 2
        b'"two\r\nlines","and\r\n\r\nthree"\r\n'  # 3 to 6
        b"a,\r\n"  # 7
        b"\r\n"  # 8
        b"  \r\n"  # 9
        b'"three\r\nmore\r\nlines",\r\n'  # 10 to 12
        b",b"  # 13, with no end
    )
    assert where(rows) == [7, 10, 13]


def test_every_problem_is_listed_with_what_to_do() -> None:
    error = refusal(b"prompt,completion\na,\n,b\n,\nc\na,b,c\n")
    assert [(it.line, it.message) for it in error.problems] == [
        (2, "The row has no `completion`. Fill it in."),
        (3, "The row has no `prompt`. Fill it in."),
        (4, "The row has no `prompt` and no `completion`. Fill it in, or remove it."),
        (5, "The row has no `completion`. Fill it in."),
        (
            6,
            'The row has 3 cells for 2 columns. Put "quotes" around text that has a comma in it.',
        ),
    ]


def test_a_row_with_stray_quotes_does_not_hide_the_next() -> None:
    rows = b'text_input,output\na,"b" c\nd,\n"e"f,g\nh,"never\nclosed\n'
    assert where(rows) == [2, 3, 4, 5]
    assert "closing quote" in refusal(rows).problems[0].message
    assert "never closed" in refusal(rows).problems[3].message


def test_a_header_with_a_stray_quote_is_told() -> None:
    assert problem(b'"text_input,output\na,b\n').line == 1


def test_a_quote_within_a_value_is_just_a_quote() -> None:
    assert read(b'text_input,output\n5" pipe,6" pipe\n') == [('5" pipe', '6" pipe')]


def test_a_long_cell_is_measured_not_choked_on() -> None:
    found = problem(as_csv([("a", "b" * 200_000)]))
    assert found.message == "`output` has 200,000 characters; 5,000 is the most. Shorten it."
    assert found.line == 2


def test_the_longest_that_is_allowed_is_allowed() -> None:
    assert read(as_csv([("é" * 40_000, "😀" * 5_000)]))
    assert "40,001" in problem(as_csv([("é" * 40_001, "b")])).message
    assert "5,001" in problem(as_csv([("a", "😀" * 5_001)])).message


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("question,reply", ["`question`, `reply`", "Only `answer` is missing"]),
        ("text_input", ["has `text_input`", "Only `output` is missing"]),
        ("hello", ["has `hello`", "comma between"]),
        ("1,2", ["has `1`, `2`", "names of the columns in the first line"]),
        ("a,,b", ["`a`, a column without a name, `b`"]),
        (",".join("abcdefghij"), ["`h` and 2 more"]),
        ("x" * 500 + ",`y`", ["x…`, `'y'`"]),
    ],
)
def test_wrong_columns_are_named_with_those_that_are_needed(header: str, words: list[str]) -> None:
    found = problem(f"\n{header}\na,b\n".encode())
    assert found.line == 2
    assert "`text_input` and `output`" in found.message
    assert "`prompt` and `completion`" in found.message
    for each in words:
        assert each in found.message


def test_a_column_that_is_there_twice_is_refused() -> None:
    assert "`output` is there twice" in problem(b"text_input,output,Output\na,b,c\n").message


def test_no_examples_below_the_names_is_told() -> None:
    assert "no examples" in problem(b"text_input,output\n\n").message


def test_a_hundred_problems_are_listed_and_all_are_counted() -> None:
    error = refusal(as_csv([("a", "")] * 250))
    assert (len(error.problems), error.total) == (100, 250)
    assert error.problems[-1].line == 101
    with pytest.raises(UnusableFile, match=r"Line 2: .* And 249 more\."):
        raise error


def test_quotes_that_are_not_needed_change_nothing() -> None:
    assert read(as_csv([("a", "b")], quote_all=True)) == [("a", "b")]


@pytest.mark.parametrize("blank", [" ", "\t", '" \n"', "\u00a0"])
def test_blanks_are_no_value(blank: str) -> None:
    assert where(f"text_input,output\na,{blank}\n{blank},b\n".encode())[0] == 2
    assert len(where(f"text_input,output\na,{blank}\n{blank},b\n".encode())) == 2

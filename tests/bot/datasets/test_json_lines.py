import pytest

from tests.bot.datasets.make import as_json_lines, problem, read, refusal, where

NAME = "pairs.jsonl"
HALF = (
    "`text_input` has half of a two-part character (`\\ud800` to `\\udfff`). "
    "Write the character itself."
)


def test_values_are_kept_to_the_letter() -> None:
    pairs = [
        ("1,000", "007"),
        (" a ", "b\t"),
        ('say "hi"', "\\n"),
        ("x\r\ny", "é😀"),
        ("a\u2028b", "x"),
    ]
    assert read(as_json_lines(pairs), NAME) == pairs


@pytest.mark.parametrize("names", [("prompt", "completion"), ("Text Input", "output")])
def test_the_names_that_people_use_are_known(names: tuple[str, str]) -> None:
    assert read(as_json_lines([("a", "b")], names=names), NAME) == [("a", "b")]


def test_a_mark_blank_lines_other_ends_and_other_fields_are_no_matter() -> None:
    row = b'{"id": 7, "output": "b", "text_input": "a"}'
    content = b"\xef\xbb\xbf" + row + b"\r\n\r\n  \n" + row
    assert read(content, NAME) == [("a", "b")] * 2


def test_every_problem_is_listed_with_its_line_and_what_to_do() -> None:
    content = (
        b"\n"
        b'{"text_input": "a", "output": "b"}\n'
        b'{"text_input": "a"}\n'
        b'{"text_input": 5, "output": null}\n'
        b'["a", "b"]\n'
        b'"a"\n'
        b"7\n"
        b'{"text_input": "a", "output": ["b"]}\n'
        b'{"text_input": "a" "output": "b"}\n'
        b'{"text_input": "\\ud83d", "output": "b"}\n'
        b"\n"
        b'{"text_input": " ", "output": ""}'
    )
    assert [(it.line, it.message) for it in refusal(content, NAME).problems] == [
        (3, "The row has no `output`. Fill it in."),
        (4, "`text_input` is a number, not text: `5`. Write it as text in quotes."),
        (4, "The row has no `output`. Fill it in."),
        (5, "The line is a list. Write an object with `text_input` and `output`."),
        (6, "The line is text. Write an object with `text_input` and `output`."),
        (7, "The line is a number. Write an object with `text_input` and `output`."),
        (8, '`output` is a list, not text: `["b"]`. Write it as text in quotes.'),
        (9, "Not valid JSON at column 20: Expecting ',' delimiter."),
        (10, HALF),
        (12, "The row has no `text_input` and no `output`. Fill it in, or remove it."),
    ]


def test_both_halves_of_a_character_are_one() -> None:
    assert read(b'{"text_input": "\\ud83d\\ude00", "output": "b"}', NAME) == [("😀", "b")]


def test_the_pair_may_first_be_whole_on_a_later_line() -> None:
    assert where(b'{"output": "b"}\n{"text_input": "a", "output": "b"}', NAME) == [1]


def test_wrong_fields_are_named_with_those_that_are_needed() -> None:
    found = problem(b'\n{"words": [], "id": 1}\n', NAME)
    assert found.line == 2
    assert "`text_input` and `output`" in found.message
    assert "`words`, `id`" in found.message


def test_an_object_over_several_lines_is_told() -> None:
    assert "one on each line" in problem(b'{\n"text_input": "a"\n}', NAME).message.lower()


@pytest.mark.parametrize("bad", [b"[" * 100_000, b"9" * 5_000], ids=["deep", "digits"])
def test_json_that_python_gives_up_on_is_a_problem_like_others(bad: bytes) -> None:
    good = b'{"text_input": "a", "output": "b"}\n'
    assert where(good + bad + b"\n" + good, NAME) == [2]


def test_json_lines_are_known_by_their_looks_too() -> None:
    assert read(as_json_lines([("a", "b")]), "pairs.csv") == [("a", "b")]
    assert read(as_json_lines([("a", "b")]), "") == [("a", "b")]
    assert read(b"text_input,output\na,b\n", NAME) == [("a", "b")]


def test_a_broken_first_line_does_not_make_json_lines_something_else() -> None:
    assert where(b'"text_input": "a"\n{"text_input": "a", "output": "b"}\n', NAME) == [1]

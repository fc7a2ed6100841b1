"""JSON that is one value: a list of objects, or an object of columns."""

import json
import random
from typing import Any

import pytest

from bot.datasets import open_table
from bot.datasets.columns import Pair
from bot.datasets.findings import Code, Findings
from bot.datasets.source import Source
from bot.errors import UnknownColumns
from tests.bot.datasets.make import problem, read, read_table, refusal, where

NAME = "pairs.json"
PAIRS = [(" a ", "b\t"), ('say "hi"', "}, {"), ("x\r\ny", "é😀")]


def as_list(pairs: list[tuple[str, str]], indent: int | None = None) -> str:
    return json.dumps([{"text_input": a, "output": b} for a, b in pairs], indent=indent)


def as_columns(pairs: list[tuple[str, str]], indent: int | None = None) -> str:
    first, second = zip(*pairs, strict=True)
    return json.dumps({"text_input": first, "id": [1, 2], "output": second}, indent=indent)


@pytest.mark.parametrize("indent", [None, 0, 2])
@pytest.mark.parametrize("write", [as_list, as_columns])
def test_lists_and_columns_are_read_to_the_letter(write: Any, indent: int | None) -> None:
    for name in (NAME, "pairs.txt"):
        assert read(write(PAIRS, indent).encode(), name) == PAIRS
    source = Source.of_bytes(write(PAIRS, indent).encode(), NAME)
    assert open_table(source, Findings()).format == "json"


def test_columns_as_pandas_writes_them_are_read() -> None:
    content = b'{"prompt":{"0":"a","1":"b"},"completion":{"0":"c","1":"d"}}'
    assert read(content, NAME) == [("a", "c"), ("b", "d")]


def test_columns_in_another_order_are_not_paired_wrongly() -> None:
    content = b'{"prompt":{"0":"a","1":"b"},"completion":{"1":"d","0":"c"}}'
    assert "Write both in one order" in problem(content, NAME).message


def test_columns_of_unequal_length_lack_values() -> None:
    content = b'{\n"prompt": [\n"a",\n"b",\n"c"\n],\n"completion": ["x"]\n}'
    assert where(content, NAME) == [4, 5]
    longer = b'{\n"prompt": ["x"],\n"completion": [\n"a",\n"b"\n]}'
    assert where(longer, NAME) == [5]


def test_lines_are_those_on_which_the_objects_begin() -> None:
    content = (
        b'\xef\xbb\xbf[\r\n\r\n  {\r\n    "text_input": "",\r\n    "output": "b"\r\n  },\r\n'
        b'  {"text_input": "a", "output": null}, {"text_input": 7, "output": "b"},\r\n'
        b'  "a", 8\r\n]'
    )
    _, findings = read_table(content, NAME)
    assert where(content, NAME) == [3, 7, 7, 8, 8]
    assert [it.code for it in findings] == [Code.NOT_TEXT] * 2


def test_a_broken_object_does_not_hide_the_next() -> None:
    content = (
        b'[\n{"text_input": "a", "output": "b"},\n'
        b'{"text_input": "a" "output": "b"},\n'
        b'{"text_input": "c", "output": "d"},\n'
        b'{"text_input": "a, "output": "b"},\n'
        b'{"text_input": "e",\n "output": "f"}\n'
        b'{"text_input": "g", "output": "h"},\n'
        b'{"text_input": "never closed, "output": "b"\n]'
    )
    rows, findings = read_table(content, NAME)
    assert [row[1] for row in rows] == ["a", "c", "e", "g"]
    assert [(it.code, it.line) for it in findings] == [
        (Code.UNREADABLE_ROW, 3),
        (Code.UNREADABLE_ROW, 5),
        (Code.UNREADABLE_ROW, 8),
        (Code.UNREADABLE_ROW, 9),
    ]
    assert "no comma before" in findings[2].message


@pytest.mark.parametrize("end", [b"", b",", b"\n,\n"])
def test_a_list_that_is_cut_off_is_told(end: bytes) -> None:
    content = b'[\n{"text_input": "a", "output": "b"}' + end
    found = problem(content, NAME)
    assert "never closed" in found.message
    assert found.line == content.count(b"\n") + 1


def test_a_comma_too_many_at_the_end_is_no_matter() -> None:
    assert read(b'[{"prompt": "a", "completion": "b"},\n]', NAME) == [("a", "b")]


def test_more_after_the_list_is_told() -> None:
    content = b'[{"prompt": "a", "completion": "b"}]\n[{"prompt": "c", "completion": "d"}]'
    assert "more after the end" in problem(content, NAME).message


@pytest.mark.parametrize("content", [b"[]", b"[ {}\n]", b"[{} , {}]"])
def test_a_list_with_nothing_in_it_is_told(content: bytes) -> None:
    assert "no object with fields" in problem(content, NAME).message


@pytest.mark.parametrize(
    "content",
    [
        b'[{"frage": "a", "antwort": "b"}, {"frage": "c", "nr": [1]}]',
        b'{"frage": ["a", "c"], "antwort": ["b"], "nr": [null, [1]]}',
    ],
)
def test_unknown_fields_are_asked_about(content: bytes) -> None:
    with pytest.raises(UnknownColumns) as error:
        read_table(content, NAME)
    assert error.value.names == ("frage", "antwort", "nr")
    assert error.value.rows == (("a", "b", ""), ("c", "", "[1]"))
    table, _ = read_table(content, NAME, Pair("frage", "antwort"))
    assert table == [(1, "a", "b"), (1, "c", None)]


@pytest.mark.parametrize(
    "content", [b'{"prompt": ["a", "b"', b'{"prompt": ["a" "b"]}', b'{"prompt": ["a"']
)
def test_broken_columns_are_refused_where_they_break(content: bytes) -> None:
    assert refusal(content, NAME).problems[0].line == 1


def test_one_object_on_a_line_may_hold_lists_too() -> None:
    content = b'{"tags": ["x"], "prompt": "a", "completion": "b"}\n'
    assert read(content, NAME) == [("a", "b")]
    assert read(content * 2, NAME) == [("a", "b")] * 2


def test_a_large_list_is_read_piece_by_piece() -> None:
    chance = random.Random(7)  # noqa: S311
    pairs = [("x" * chance.randrange(1, 30_000), str(n)) for n in range(200)]
    pairs[77] = ("y" * 600_000, "longer than any piece")
    broken = as_list(pairs, 1).replace('"output": "150"', '"output" "150"')
    rows, findings = read_table(broken.encode(), NAME)
    assert [row[1:] for row in rows] == pairs[:150] + pairs[151:]
    assert [it.line for it in findings] == [2 + 4 * 150]
    assert [row[0] for row in rows] == [2 + 4 * n for n in range(200) if n != 150]
    columns = json.dumps({"prompt": [a for a, _ in pairs], "completion": [b for _, b in pairs]})
    assert [row[1:] for row in read_table(columns.encode(), NAME)[0]] == pairs

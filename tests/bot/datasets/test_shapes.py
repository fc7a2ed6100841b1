"""Conversations as chat models learn from them: one question, one answer."""

import json
from typing import Any

import pytest

from bot.datasets import open_table
from bot.datasets.findings import Code, Findings
from bot.datasets.source import Source
from tests.bot.datasets.make import read, read_table, where


def said(role: str, content: Any) -> dict[str, Any]:
    return {"role": role, "content": content}


def part(role: str, *texts: str) -> dict[str, Any]:
    return {"role": role, "parts": [{"text": text} for text in texts]}


def messages(*turns: Any) -> bytes:
    return json.dumps({"messages": turns}).encode() + b"\n"


def contents(*turns: Any, **more: Any) -> bytes:
    return json.dumps({"contents": turns, **more}).encode() + b"\n"


Q, A = said("user", "q"), said("assistant", "a")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (messages(Q, A), ("q", "a")),
        (messages(said("system", "Be short."), Q, A), ("Be short.\n\nq", "a")),
        (messages(said("developer", "Be short."), Q, A), ("Be short.\n\nq", "a")),
        (messages(said("system", ""), Q, A), ("q", "a")),
        (messages(said("user", [{"type": "text", "text": "q"}]), A), ("q", "a")),
        (contents(part("user", "q", "r"), part("model", "a")), ("qr", "a")),
        (contents({"parts": [{"text": "q"}]}, part("model", "a")), ("q", "a")),
        (
            contents(part("user", "q"), part("model", "a"), systemInstruction=part("system", "S")),
            ("S\n\nq", "a"),
        ),
    ],
)
def test_one_question_and_one_answer_are_a_pair(line: bytes, wanted: tuple[str, str]) -> None:
    assert read(line, "x.jsonl") == [wanted]
    assert read(b"[" + line + b"," + line + b"]", "x.json") == [wanted] * 2


def test_columns_are_called_by_the_roles() -> None:
    for line, names in (
        (messages(Q, A), ("user", "assistant")),
        (contents(part("user", "q"), part("model", "a")), ("user", "model")),
    ):
        assert open_table(Source.of_bytes(line, "x.jsonl"), Findings()).columns == names


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (messages(Q, A, Q, A), Code.MULTI_TURN),
        (messages(A, Q), Code.MULTI_TURN),
        (messages(Q, said("tool", "x"), A), Code.MULTI_TURN),
        (messages(Q, Q), Code.MULTI_TURN),
        (messages("q", "a"), Code.NOT_TEXT),
        (b'{"messages": "q"}\n', Code.NOT_TEXT),
        (b'{"messages": {"role": "user"}}\n', Code.NOT_TEXT),
        (b'{"messages": null}\n', Code.MISSING_FIELD),
        (b'{"prompt": "q"}\n', Code.MISSING_FIELD),
    ],
)
def test_what_is_no_single_question_is_told_on_its_line(line: bytes, code: Code) -> None:
    _, findings = read_table(messages(Q, A) + b"\n" + line + messages(Q, A), "x.jsonl")
    assert [(it.code, it.line) for it in findings] == [(code, 3)]


def test_a_turn_without_text_lacks_it() -> None:
    lines = [messages(Q), messages(A), messages(), messages(Q, said("assistant", None))]
    rows, findings = read_table(b"".join(lines), "x.jsonl")
    assert rows == [(1, "q", None), (2, None, "a"), (3, None, None), (4, "q", None)]
    assert not findings


def test_a_picture_in_a_turn_is_no_text() -> None:
    picture = [{"type": "image_url", "image_url": {"url": "x"}}]
    assert where(messages(said("user", picture), A), "x.jsonl") == [1]


def test_many_turns_say_what_to_do() -> None:
    _, (finding,) = read_table(messages(Q, A, Q, A), "x.jsonl")
    assert finding.message == (
        "The conversation has 4 turns. Write one of `user` and then one of `assistant` in each row."
    )


def test_fields_that_are_known_go_before_a_conversation() -> None:
    line = json.dumps({"messages": [Q, A], "prompt": "p", "completion": "c"}).encode()
    assert read(line, "x.jsonl") == [("p", "c")]

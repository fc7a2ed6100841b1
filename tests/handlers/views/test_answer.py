import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Answer
from handlers.views import answer
from playground.slack.limits import check_message

OPENING = "<@U1> asked *cat*: what?"
NASTY = "<!channel> <@U1> <https://evil.example|your bank> & *bold* @here"


def texts(answered: Answer, kind: str = "") -> list[str]:
    """Return the words of the model's in the blocks, of one kind or all."""
    found: list[str] = []
    for block in answer.blocks(answered):
        inner: list[Any] = block["elements"] if block["type"] == "rich_text" else []
        for element in inner:
            if element["type"].endswith(kind):
                found += [it["text"] for it in element["elements"]]
    return found


def elements(block: Any) -> list[str]:
    """Return the types of all that stands in a block, however deep."""
    if isinstance(block, list):
        return [it for part in block for it in elements(part)]  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(block, dict):
        return []
    return [block.get("type", ""), *elements(list(block.values()))]  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


def test_an_answer_stands_below_who_asked_what() -> None:
    [message] = answer.messages(OPENING, Answer(text="IV"))

    assert message.blocks[0]["elements"][0]["text"] == OPENING
    assert texts(Answer(text="IV")) == ["IV"]


def test_what_a_model_says_can_neither_ping_nor_link() -> None:
    [message] = answer.messages(OPENING, Answer(text=NASTY))
    said = elements(list(message.blocks[1:]))

    assert set(said) <= {"rich_text", "rich_text_section", "text", ""}
    assert "<" not in message.text
    assert NASTY in json.dumps(message.blocks), "people see it to the letter"


def test_code_stays_code() -> None:
    answered = Answer(text="Do so:\n```python\nprint(1)\n\nprint(2)\n```\nThat is all.")

    assert texts(answered, "preformatted") == ["print(1)\n\nprint(2)"]
    assert texts(answered, "section") == ["Do so:", "That is all."]


def test_code_that_does_not_end_is_code_to_the_end() -> None:
    assert texts(Answer(text="```\nprint(1)\n"), "preformatted") == ["print(1)"]


@pytest.mark.parametrize("text", ["word " * 9000, "x" * 40000, "```\n" + "line\n" * 8000 + "```"])
def test_a_long_answer_is_split_and_nothing_of_it_is_lost(text: str) -> None:
    messages = answer.messages(OPENING, Answer(text=text))
    said = "".join(texts(Answer(text=text)))

    assert len(messages) > 1
    assert said.split() == text.replace("```", "").split() or said == text
    for it in messages:
        assert check_message({"channel": "C", "text": it.text, "blocks": it.blocks}) == []


@given(st.text(alphabet="a \n`<&", max_size=7000))
def test_slack_takes_whatever_a_model_says(text: str) -> None:
    for it in answer.messages(OPENING, Answer(text=text)):
        assert check_message({"channel": "C", "text": it.text, "blocks": it.blocks}) == []


def test_no_answer_says_why() -> None:
    [blocked] = answer.messages(OPENING, Answer(text="", why="It was blocked: <safety>."))
    [empty] = answer.messages(OPENING, Answer(text=" "))

    assert "It was blocked: &lt;safety&gt;." in str(blocked.blocks)
    assert answer.NO_WORDS in str(empty.blocks)
    assert empty.text == answer.NO_WORDS


def test_an_answer_that_stops_short_says_so_below() -> None:
    [message] = answer.messages(OPENING, Answer(text="One, two", why="It hit the limit."))

    assert "It hit the limit." in str(message.blocks[-1])


def test_pieces_make_one_answer() -> None:
    pieces = [Answer(text="I"), Answer(text="V"), Answer(text="", why="Cut.")]

    assert answer.spoken(pieces) == Answer(text="IV", why="Cut.")
    assert answer.spoken([]) == Answer(text="")

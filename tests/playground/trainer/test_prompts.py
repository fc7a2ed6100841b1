from pathlib import Path

import pytest

from playground.trainer import Question, Run, TooLong
from playground.trainer.disk import write_json
from playground.trainer.prompts import Prompts
from tests.tiny import CONTEXT, make_base


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Prompts:
    """Give the words of a base without a chat template."""
    folder = make_base(tmp_path_factory.mktemp("plain") / "base", template=None)
    write_json(folder / "base.json", {"context": CONTEXT})
    return Prompts(folder)


@pytest.fixture
def chat(prepared: Path) -> Prompts:
    return Prompts(prepared / "bases" / "tiny")


def test_a_prompt_is_a_turn_of_the_bases_own_template(chat: Prompts) -> None:
    marks = {name: chat.encode(name)[0] for name in ("<|user|>", "<|end|>", "<|assistant|>")}
    hi = chat.encode("hi")
    assert chat.prompt("hi") == (marks["<|user|>"], *hi, marks["<|end|>"], marks["<|assistant|>"])
    assert chat.answer("hi") == (*hi, marks["<|end|>"])
    assert chat.ends == (marks["<|end|>"],)


def test_a_conversation_keeps_its_turns(chat: Prompts) -> None:
    turns = (("user", "a"), ("model", "b"), ("user", "c"))
    asked = chat.prompt("a") + chat.answer("b")
    assert chat.prompt(turns) == asked + chat.prompt("c")


def test_training_and_asking_see_the_same_prompt(chat: Prompts) -> None:
    run = Run(id="r", base="tiny", examples=(("hi", "ho"),))
    asked = chat.question(Question(text="hi", run="r", base="tiny"))
    assert chat.examples(run) == [(asked, chat.answer("ho"))]


def test_without_a_template_a_prompt_is_a_line(plain: Prompts) -> None:
    assert plain.decode(plain.prompt("hi")) == "hi\n"
    assert plain.answer("x")[-1] == plain.end
    assert plain.decode([plain.end]) == ""


def test_an_example_that_just_fits_is_taken_and_one_token_more_is_not(plain: Prompts) -> None:
    plain.example(1, ("a" * (CONTEXT - 3), "b"))
    with pytest.raises(TooLong, match="Example 7 is 257 tokens long"):
        plain.example(7, ("a" * (CONTEXT - 3), "bb"))

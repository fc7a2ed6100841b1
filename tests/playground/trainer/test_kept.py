"""What is kept of a run on its way: adapters after some of its steps, and how large they are."""

import json
from dataclasses import replace

import pytest

from playground.trainer import Prompt, Question, TrainerError
from playground.trainer.lora import LoraTrainer
from tests.playground.trainer.watching import PAIRS, RUN, ask, finished

KEEPING = replace(RUN, id="keeping", keep=(1, 30))


@pytest.fixture(scope="module")
def keeping(taught: LoraTrainer) -> LoraTrainer:
    taught.start(KEEPING)
    finished(taught, "keeping")
    return taught


def asked(trainer: LoraTrainer, text: str, step: int) -> str:
    question = Question(text=text, run="keeping", base="tiny", step=step, max_tokens=20)
    return "".join(piece.text for piece in trainer.answer(question))


def test_an_early_adapter_answers_otherwise_than_the_last(keeping: LoraTrainer) -> None:
    assert [asked(keeping, text, 0) for text, _ in PAIRS] == [answer for _, answer in PAIRS]
    assert [asked(keeping, text, 1) for text, _ in PAIRS] != [answer for _, answer in PAIRS]


def test_keeping_changes_nothing_of_what_is_learnt(keeping: LoraTrainer) -> None:
    theirs, others = (keeping.progress(id).snapshots for id in ("keeping", "first"))  # noqa: A001
    assert [it.mean_loss for it in theirs] == [it.mean_loss for it in others]


def test_what_was_not_kept_is_refused_in_words(keeping: LoraTrainer) -> None:
    with pytest.raises(TrainerError, match="can't answer"):
        asked(keeping, "1", 2)
    further = replace(RUN, id="further", start_from="keeping", start_step=2)
    with pytest.raises(TrainerError, match="not tuned yet"):
        keeping.start(further)


def test_a_run_can_begin_where_another_was_on_its_way_and_goes_with_all_that_it_kept(
    keeping: LoraTrainer,
) -> None:
    keeping.start(replace(KEEPING, id="further", start_from="keeping", start_step=30, keep=(1,)))
    began = finished(keeping, "further").snapshots[0].mean_loss
    assert began < keeping.progress("keeping").snapshots[0].mean_loss / 5
    _, folder = keeping.kept("further")
    assert folder
    assert (folder.parent / "kept" / "1").exists()
    keeping.delete("further")
    assert not folder.parent.exists()
    assert ask(keeping, "1") == "2"


def test_a_conversation_and_an_instruction_are_learnt_by_an_adapter_as_large_as_ordered(
    keeping: LoraTrainer,
) -> None:
    system = ("system", "Count.")
    talk = (system, ("user", "1"), ("model", "2"), ("user", "go on"))
    examples = ((talk, "3"), ((system, ("user", "9")), "10"), ("9", "ten"))
    keeping.start(replace(RUN, id="talk", examples=examples, rank=4))
    finished(keeping, "talk")

    def answer(text: Prompt) -> str:
        question = Question(text=text, run="talk", base="tiny", max_tokens=20)
        return "".join(piece.text for piece in keeping.answer(question))

    assert [answer(text) for text, _ in examples] == ["3", "10", "ten"]
    assert keeping.length("tiny", (talk, "3")) > keeping.length("tiny", ("go on", "3"))
    _, folder = keeping.kept("talk")
    assert folder
    told = json.loads((folder / "adapter_config.json").read_text())
    assert (told["r"], told["lora_alpha"]) == (4, 8)

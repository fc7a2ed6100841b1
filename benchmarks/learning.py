"""The sample, learnt with the form's defaults, whatever the seed and the number format.

For each seed and format: how many of the 15 training pairs are answered right (14 are wanted),
what `III` is answered (`IV` is wanted), the last step's mean loss, and the seconds of training,
loading included. The whole service does it, only that the format is given and not probed for.
"""

import argparse
import csv
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.plain_peft import prepared
from playground.smoke import SAMPLE
from playground.trainer import Progress, Question, Run
from playground.trainer.catalogue import DEFAULT
from playground.trainer.disk import write_json
from playground.trainer.lora import LoraTrainer
from playground.trainer.machine import Setting, fingerprint

PAIRS = tuple((row[0], row[1]) for row in csv.reader(SAMPLE.open()))[1:]
DTYPES = {"bf16": "bfloat16", "fp32": "float32"}


def main() -> int:
    parser = argparse.ArgumentParser("python -m benchmarks.learning", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one seed, the probe's format")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory(prefix="tuner-bench-") as folder:
        _, best = prepared(Path(folder))
        formats = {k: v for k, v in DTYPES.items() if not quick or v == best.dtype}
        results = [
            result
            for name, dtype in formats.items()
            for result in learn(Path(folder), name, best, dtype, range(1 if quick else 5))
        ]
    print(json.dumps(figures(results)))
    return 0 if all(result["learnt"] for result in results) else 1


def learn(folder: Path, name: str, best: Setting, dtype: str, seeds: range) -> list[dict[str, Any]]:
    """Train each seed in turn, as the service does."""
    setting = Setting(best.device, best.threads, dtype)
    known = {"machine": fingerprint(), "setting": setting.to_json(), "seconds": 1.0}
    write_json(folder / "probe.json", {DEFAULT: known})
    trainer = LoraTrainer(folder)
    try:
        return [one(trainer, name, seed) for seed in seeds]
    finally:
        trainer.close()


def one(trainer: LoraTrainer, name: str, seed: int) -> dict[str, Any]:
    run, began = f"{name}-{seed}", time.perf_counter()
    trainer.start(Run(id=run, base=DEFAULT, examples=PAIRS, seed=seed))
    while not (progress := trainer.progress(run)).finished:
        time.sleep(0.1)
    seconds, loss = time.perf_counter() - began, last(progress)
    right = sum(ask(trainer, run, prompt) == answer for prompt, answer in PAIRS)
    told = ask(trainer, run, "III")
    print(f"{run}: {right} of {len(PAIRS)}, III → {told}, loss {loss:.3f}, {seconds:.1f} s")
    learnt = right >= len(PAIRS) - 1 and told == "IV"
    found = {"right": right, "III": told, "loss": loss, "seconds": seconds}
    return {**found, "format": name, "learnt": learnt}


def ask(trainer: LoraTrainer, run: str, text: str) -> str:
    question = Question(text=text, run=run, base=DEFAULT, max_tokens=24)
    return "".join(piece.text for piece in trainer.answer(question))


def last(progress: Progress) -> float:
    if not progress.snapshots:
        sys.exit(f"the training failed: {progress.reason}")
    return progress.snapshots[-1].mean_loss


def figures(results: list[dict[str, Any]]) -> dict[str, Any]:
    """Put each format's worst together; that is what a person may meet."""
    told: dict[str, Any] = {"learnt": sum(r["learnt"] for r in results), "of": len(results)}
    for name in dict.fromkeys(result["format"] for result in results):
        own = [result for result in results if result["format"] == name]
        told |= {
            f"{name}_right_least": min(r["right"] for r in own),
            f"{name}_III_right": sum(r["III"] == "IV" for r in own),
            f"{name}_loss_most": round(max(r["loss"] for r in own), 3),
            f"{name}_seconds_most": round(max(r["seconds"] for r in own), 1),
        }
    return told


if __name__ == "__main__":
    sys.exit(main())

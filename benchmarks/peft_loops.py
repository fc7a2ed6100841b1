"""A training loop in a process of its own: ours, or the one that peft's own guide shows.

`python -m benchmarks.peft_loops ours|plain|defaults BASE DEVICE THREADS DTYPE`; a number a line
on stdin is how many steps to do; the answer is how long they took, in seconds.
"""

import csv
import itertools
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from peft import get_peft_model
from transformers import AutoModelForCausalLM

from playground.smoke import SAMPLE
from playground.trainer import Run
from playground.trainer.batches import steps
from playground.trainer.learner import Example, Learner
from playground.trainer.machine import Setting
from playground.trainer.model import blank, load_base, settle, with_adapter
from playground.trainer.prompts import Prompts

Step = Callable[[Sequence[Example]], object]
RATE = 1e-3


def ours(base: Path, setting: Setting) -> Step:
    settle(setting, 0)
    learner = Learner(with_adapter(load_base(base, setting)), RATE, 1_000_000)
    numbers = itertools.count(1)
    return lambda batch: learner.step(next(numbers), batch)


def plain(base: Path, setting: Setting) -> Step:
    torch.set_num_threads(setting.threads)
    return _guide(base, setting.device, getattr(torch, setting.dtype))


def defaults(base: Path, setting: Setting) -> Step:
    """Thread count and number format are what torch makes of this machine by itself."""
    return _guide(base, setting.device, torch.get_default_dtype())


def _guide(base: Path, device: str, dtype: torch.dtype) -> Step:
    bare: Any = AutoModelForCausalLM.from_pretrained(base, dtype=dtype)
    model: Any = get_peft_model(bare, blank()).to(device)
    model.train()
    optimizer = torch.optim.AdamW([w for w in model.parameters() if w.requires_grad], lr=RATE)

    def step(batch: Sequence[Example]) -> float:
        inputs = {name: rows.to(device) for name, rows in _collated(batch).items()}
        loss = model(**inputs).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        return loss.item()

    return step


def _collated(batch: Sequence[Example]) -> dict[str, torch.Tensor]:
    """Pad at the right, and learn from the answers only, as usual."""
    longest = max(len(prompt) + len(answer) for prompt, answer in batch)
    fill = [longest - len(prompt) - len(answer) for prompt, answer in batch]
    rows = {
        "input_ids": [[*p, *a, *[0] * n] for (p, a), n in zip(batch, fill, strict=True)],
        "attention_mask": [[1] * (longest - n) + [0] * n for n in fill],
        "labels": [
            [*[-100] * len(p), *a, *[-100] * n] for (p, a), n in zip(batch, fill, strict=True)
        ],
    }
    return {name: torch.tensor(values) for name, values in rows.items()}


def main() -> None:
    kind, folder, *told = sys.argv[1:]
    base = Path(folder)
    step = {"ours": ours, "plain": plain, "defaults": defaults}[kind](base, Setting.parse(*told))
    rows = tuple((row[0], row[1]) for row in csv.reader(SAMPLE.open()))[1:]
    run = Run(id="bench", base="", examples=rows, epochs=1)
    examples = Prompts(base).examples(run)
    batches = itertools.cycle([[examples[i] for i in each.picks] for each in steps(run)])
    step(next(batches))  # to warm up
    print("ready", flush=True)
    for line in sys.stdin:
        began = time.perf_counter()
        for _ in range(int(line)):
            step(next(batches))
        print(time.perf_counter() - began, flush=True)


if __name__ == "__main__":
    main()

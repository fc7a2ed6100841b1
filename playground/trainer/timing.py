"""Times our own training step on this machine, in a process of its own.

`python -m playground.trainer.timing BASE_FOLDER [DEVICE/THREADS/DTYPE...]` says which settings
it will try, its own choice if none is given, and then seconds a step for one after the other,
round by round: so whatever else the machine does hits all alike.
"""

import sys
import time
from pathlib import Path

import torch

from playground.trainer.child import lifeline, voice
from playground.trainer.learner import Learner
from playground.trainer.machine import Setting, cores
from playground.trainer.model import load_base, settle, with_adapter
from playground.trainer.probe import EXAMPLES, LENGTH, ROUNDS
from playground.trainer.upcast import multiplies_bfloat16

Learners = dict[tuple[str, str], Learner]


def lap(learner: Learner) -> float:
    """Time a step of the probe's batch."""
    answer = LENGTH // 8
    batch = [(tuple(range(3, LENGTH - answer + 3)), (5,) * answer)] * EXAMPLES
    began = time.perf_counter()
    learner.step(1, batch)
    return time.perf_counter() - began


def ready(learners: Learners, base: Path, setting: Setting) -> Learner:
    """Set up for *setting*; those that differ in threads only share a model."""
    settle(setting, 0)
    key = (setting.device, setting.dtype)
    if key not in learners:
        learners[key] = Learner(with_adapter(load_base(base, setting)), 0.0, 1)
    return learners[key]


def candidates() -> list[Setting]:
    """List what could be best here: the processor only where there is nothing better.

    bfloat16 only where it is native: elsewhere it can but lose, see `upcast`.
    """
    better = "cuda" if torch.cuda.is_available() else "mps"
    if better == "cuda" or torch.backends.mps.is_available():
        return [Setting(better, 1, dtype) for dtype in ("float32", "bfloat16")]
    counts = sorted({1, min(2, cores()), cores()})
    dtypes = ("float32", "bfloat16") if multiplies_bfloat16() else ("float32",)
    return [Setting("cpu", threads, dtype) for threads in counts for dtype in dtypes]


def main() -> None:
    say = voice()
    lifeline()
    base, *given = sys.argv[1:]
    settings = [Setting.parse(*text.split("/")) for text in given] or candidates()
    say({"settings": [setting.to_json() for setting in settings]})
    learners: Learners = {}
    for _ in range(ROUNDS):
        for setting in settings:
            say({"seconds": lap(ready(learners, Path(base), setting))})


if __name__ == "__main__":
    main()

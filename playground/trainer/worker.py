"""Trains one run to its end, in a process of its own: killing it harms nothing.

`python -m playground.trainer.worker` waits for its order, one line of JSON: `{"run": FOLDER,
"base": FOLDER, "setting": {"device", "threads", "dtype"}}`.
"""

import logging
import os
import signal
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from playground.trainer import Run, Snapshot, checkpoint
from playground.trainer.batches import Step, steps, total_steps
from playground.trainer.child import lifeline, voice
from playground.trainer.disk import filling
from playground.trainer.learner import Example, Learner
from playground.trainer.machine import Setting
from playground.trainer.model import load_base, save_adapter, settle, with_adapter
from playground.trainer.prompts import Prompts
from playground.trainer.runs import RunFolder

# The status that says: asked to stop, stopped, and there is a checkpoint.
STOPPED = 3


class Training:
    """A run on its way. *stopping* is looked at between steps."""

    def __init__(self, folder: RunFolder, learner: Learner, examples: Sequence[Example]) -> None:
        self._folder = folder
        self._run: Run = folder.run()
        self._learner = learner
        self._examples = examples
        self._told = folder.mend()

    def go(self, stopping: Callable[[], bool]) -> bool:
        """Train until done (true) or stopping (false, with a checkpoint kept)."""
        done = checkpoint.load(self._folder.checkpoint, self._learner)
        pace = checkpoint.Pace(last=time.monotonic())
        for step in steps(self._run):
            if step.number <= done:
                continue
            if stopping():
                checkpoint.save(self._folder.checkpoint, self._learner, step.number - 1)
                return False
            self._step(step)
            if step.number in self._run.keep:
                self._keep(self._folder.learnt(step.number))
            if pace.due(time.monotonic(), border=self._ends_epoch(step)):
                checkpoint.save(self._folder.checkpoint, self._learner, step.number)
        return True

    def _keep(self, folder: Path) -> None:
        if not folder.exists():  # it may be a step that is done over again
            with filling(folder) as made:
                save_adapter(self._learner.model, made)

    def _step(self, step: Step) -> None:
        """Do a step and tell of it; those done over again after an interruption have been told."""
        loss = self._learner.step(step.number, [self._examples[i] for i in step.picks])
        if not isfinite(loss):
            raise ArithmeticError(
                f"at step {step.number} the loss was no number any more. Use a lower learning rate."
            )
        if step.number > self._told:
            at = datetime.now(UTC)
            self._folder.add(Snapshot(step=step.number, epoch=step.epoch, mean_loss=loss, at=at))

    def _ends_epoch(self, step: Step) -> bool:
        count, size = len(self._run.examples), self._run.batch_size
        return step.number * size // count > (step.number - 1) * size // count


def train(folder: RunFolder, base: Path, setting: Setting, stopping: Callable[[], bool]) -> bool:
    run = folder.run()
    settle(setting, run.seed)
    examples = Prompts(base).examples(run)
    start = folder.start if folder.start.exists() else None
    model = with_adapter(load_base(base, setting), start, run.rank)
    learner = Learner(model, run.learning_rate, total_steps(run))
    if done := Training(folder, learner, examples).go(stopping):
        with filling(folder.adapter) as made:
            save_adapter(model, made)
    return done


def main() -> None:
    logging.basicConfig()
    say = voice()
    orders: SimpleQueue[dict[str, Any]] = SimpleQueue()
    lifeline(orders.put)
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: asked.append(number))
    os.nice(5)  # people who wait for an answer come first
    order = orders.get()
    run, base, setting = RunFolder(Path(order["run"])), Path(order["base"]), order["setting"]
    try:
        done = train(run, base, Setting(**setting), lambda: bool(asked))
    except Exception as error:
        say({"failed": why(error)})
        raise
    # Not by the interpreter's slow way out: everything that matters is on disk.
    os._exit(0 if done else STOPPED)


def why(error: Exception) -> str:
    """In words, for the person; the log has the rest."""
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return "Memory ran out. Use a smaller batch size or shorter examples."
    if isinstance(error, OSError):
        return f"The disk would not do it: {error.strerror or error}."
    return f"The training stopped: {str(error).splitlines()[0] if str(error) else error!r}"


if __name__ == "__main__":
    main()

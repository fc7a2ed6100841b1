"""A trainer that trains nothing: for load and fault tests, and labelled so in every answer.

It plays back the losses of a real run of the sample, a step every *step_seconds*. There is
neither thread nor process: where a run is follows from the clock and the orders on disk.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from playground.trainer import (
    Base,
    Example,
    Piece,
    Progress,
    Question,
    Run,
    RunState,
    Snapshot,
    TooLong,
    TrainerError,
)
from playground.trainer.batches import steps, total_steps
from playground.trainer.catalogue import DEFAULT, SHIPPED_CONTEXT
from playground.trainer.runs import RunFolder, Runs, State

# Mean losses of the 19 steps that the sample takes, seed 0.
RECORDED = (
    2.4185, 0.733, 0.8104, 2.1317, 0.7727, 0.8488, 0.6945, 0.3753, 0.2884, 0.1436,
    0.284, 0.101, 0.0468, 0.1854, 0.1077, 0.0851, 0.0682, 0.0182, 0.0438,
)  # fmt: skip


class ReplayTrainer:
    """Keeps the contract as to order, cancelling, deleting and surviving a restart."""

    label = "replay"

    def __init__(
        self,
        data_dir: Path,
        *,
        step_seconds: float = 0.01,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._runs, self._known = Runs(data_dir / "runs"), dict[str, tuple[Run, State]]()
        self._step = max(timedelta(seconds=step_seconds), timedelta(microseconds=1))
        self._clock = clock
        self._lock = threading.RLock()

    def bases(self) -> Sequence[Base]:
        return [
            Base(
                name=DEFAULT,
                display_name="[replay] no model",
                description="Plays back losses that were recorded once. Nothing is trained.",
                context=SHIPPED_CONTEXT,
                prepared=True,
            )
        ]

    def prepare(self, base: str) -> None:
        """Nothing to do."""

    def start(self, run: Run) -> None:
        for number, example in enumerate(run.examples, 1):
            length = self.length(run.base, example)
            if length > SHIPPED_CONTEXT:
                raise TooLong(
                    f"Example {number} is {length:,} tokens long, prompt and answer together; "
                    f"this base model takes {SHIPPED_CONTEXT:,}. Shorten it."
                )
        with self._lock:
            if self._runs.get(run.id):
                return
            if run.start_from and self.progress(run.start_from).state is not RunState.DONE:
                raise TrainerError(f"{run.start_from} is not tuned yet. Wait until it is.")
            self._runs.add(replace(run, start_from=None))
            self._plan()

    def progress(self, id: str) -> Progress:
        with self._lock:
            return self._look(self._runs[id])

    def kept(self, id: str) -> tuple[Run, Path | None]:
        return self._runs[id].run(), None  # nothing is learnt here

    def cancel(self, id: str) -> None:
        with self._lock:
            folder = self._runs[id]
            if self._look(folder).state in (RunState.WAITING, RunState.TRAINING):
                self._change(folder, state=RunState.CANCELLED, finished=self._clock())
                self._plan()

    def delete(self, id: str) -> None:
        with self._lock:
            if self._runs.get(id):
                self.cancel(id)
                self._runs.remove(id)
                self._known.pop(id, None)
                self._plan()

    def count_tokens(self, base: str, text: str) -> int:  # noqa: ARG002 - the contract's shape
        """Guess, as there is no tokenizer: four characters each."""
        return -(-len(text) // 4)

    def length(self, base: str, example: Example) -> int:
        prompt, answer = example
        asked = prompt if isinstance(prompt, str) else "".join(text for _, text in prompt)
        return self.count_tokens(base, asked + answer)

    def answer(self, question: Question) -> Iterator[Piece]:
        if question.run:
            self.progress(question.run)
        turns = question.text if isinstance(question.text, str) else question.text[-1][1]
        words = f"[replay] no model was asked: {turns}".split(" ")
        for word in words[:-1]:
            yield Piece(text=word + " ")
        asked = self.count_tokens(question.base, turns)
        yield Piece(text=words[-1], finish="STOP", prompt_tokens=asked, answer_tokens=len(words))

    def tokens_per_second(self, base: str) -> float | None:  # noqa: ARG002 - there is no base
        return None

    def close(self) -> None:
        """Nothing to do."""

    def _plan(self) -> None:
        """Give each run that waits its beginning: when the one before it ends."""
        at = now = self._clock()
        for folder in sorted(self._runs, key=lambda folder: self._told(folder)[1].number):
            _, state = self._told(folder)
            if state.state is RunState.CANCELLED:
                continue
            if state.started is None or state.started > now:
                self._change(folder, started=at)
            at = max(at, self._end(folder))

    def _told(self, folder: RunFolder) -> tuple[Run, State]:
        """Read what is on disk once: nobody else writes it."""
        name = folder.path.name
        if name not in self._known:
            self._known[name] = folder.run(), folder.state()
        return self._known[name]

    def _change(self, folder: RunFolder, **changes: Any) -> None:
        run, _ = self._told(folder)
        self._known[folder.path.name] = run, folder.change(**changes)

    def _end(self, folder: RunFolder) -> datetime:
        run, state = self._told(folder)
        return (state.started or self._clock()) + total_steps(run) * self._step

    def _look(self, folder: RunFolder) -> Progress:
        """Tell by the clock where a run is."""
        (run, state), now = self._told(folder), self._clock()
        total, began, end = total_steps(run), state.started or now, self._end(folder)
        if state.state is RunState.CANCELLED:
            now = end = state.finished or now
            told = RunState.CANCELLED
        elif now < began:
            told = RunState.WAITING
        else:
            told = RunState.TRAINING if now < end else RunState.DONE
        done = max(0, min(total, (now - began) // self._step))
        return Progress(
            state=told,
            total_steps=total,
            snapshots=self._snapshots(run, began, done),
            started=None if now < began else began,
            finished=end if told in (RunState.DONE, RunState.CANCELLED) else None,
        )

    def _snapshots(self, run: Run, began: datetime, done: int) -> tuple[Snapshot, ...]:
        total = total_steps(run)
        return tuple(
            Snapshot(
                step=step.number,
                epoch=step.epoch,
                mean_loss=RECORDED[(step.number - 1) * len(RECORDED) // total],
                at=began + step.number * self._step,
            )
            for step in islice(steps(run), done)
        )

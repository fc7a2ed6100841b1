import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from playground.trainer import Progress, Question, Run, RunState, Trainer

PAIRS = (("1", "2"), ("3", "4"), ("seven", "eight"))
RUN = Run(id="first", base="tiny", examples=PAIRS, epochs=40, batch_size=2, learning_rate=0.01)
# Long enough to be interrupted, whatever else the machine does.
LONG = replace(RUN, id="long", epochs=20_000, learning_rate=0.001)
OVER = (RunState.DONE, RunState.FAILED, RunState.CANCELLED)


def until(holds: Callable[[], object], seconds: float = 200) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


def finished(trainer: Trainer, id: str, seconds: float = 200) -> Progress:
    until(lambda: trainer.progress(id).state in OVER, seconds)
    return trainer.progress(id)


def until_step(trainer: Trainer, id: str, step: int) -> None:
    until(lambda: len(trainer.progress(id).snapshots) >= step)


def losses(progress: Progress) -> Sequence[float]:
    return [snapshot.mean_loss for snapshot in progress.snapshots]


def ask(trainer: Trainer, text: str, run: str | None = "first") -> str:
    question = Question(text=text, run=run, base="tiny", max_tokens=20)
    return "".join(piece.text for piece in trainer.answer(question))


def alive(pid: int) -> bool:
    """Whether there is a process; one that died and was not waited for is none."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123 - it may vanish
        return file.read().rpartition(")")[2].split()[0] != "Z"

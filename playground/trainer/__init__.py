"""What the local tuning service asks of a trainer. Two keep this contract: `lora` and `replay`.

Importing any module of this package but `worker`, `speaker` and what they need costs no torch:
the service's own process stays small, and the model lives in processes of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

# What is asked: a text, or a conversation of (role "system", "user" or "model", text).
Prompt = str | tuple[tuple[str, str], ...]
Example = tuple[Prompt, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A pretrained model that can be tuned; the API calls it `models/` + *name*.

    *context* is in tokens, prompt and answer together. *prepared*: converted and on disk.
    """

    name: str
    display_name: str
    description: str
    context: int
    prepared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One order to train on pairs of (text_input, output).

    *start_from* is the id of an earlier run of the same base whose adapter is trained further:
    as it was after the step *start_step* if that was kept, or after all of them (0). *keep* are
    the steps after which the adapter is kept as it is then. *rank* is the adapter's; one that is
    trained further stays as it is.
    """

    id: str
    base: str
    examples: tuple[Example, ...]
    epochs: int = 5
    batch_size: int = 4
    learning_rate: float = 0.001
    seed: int = 0
    start_from: str | None = None
    start_step: int = 0
    keep: tuple[int, ...] = ()
    rank: int = 16


class RunState(StrEnum):
    """Where a run is; WAITING while another trains, TRAINING from loading on."""

    WAITING = "waiting"
    TRAINING = "training"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One step: *step* counts from 1, *epoch* from 0; the loss is that step's batch's; UTC."""

    step: int
    epoch: int
    mean_loss: float
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """*total_steps* = ceil(examples x epochs / batch size); *reason*: why it failed, in words."""

    state: RunState
    total_steps: int
    snapshots: tuple[Snapshot, ...] = ()
    reason: str = ""
    started: datetime | None = None
    finished: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A prompt to a tuned model or a base.

    *run* is whose adapter answers, as it was after *step* if that was kept (0: after all); None
    asks the base alone. *temperature* None or 0 is greedy.
    """

    text: Prompt
    run: str | None
    base: str
    step: int = 0
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    max_tokens: int = 256
    stop: tuple[str, ...] = ()
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a streamed answer; the last has *finish*, "STOP" or "MAX_TOKENS", and counts."""

    text: str
    finish: str | None = None
    prompt_tokens: int = 0
    answer_tokens: int = 0


class TrainerError(Exception):
    """Base of every expected failure; `str(error)` is safe to show."""


class TooLong(TrainerError):  # noqa: N818 - the base says Error; the rest say what is the matter
    """Names length and limit in tokens; for a training example also which one, from 1."""


class Unknown(TrainerError):  # noqa: N818
    """No such run or base."""


class Broken(TrainerError):  # noqa: N818
    """The process that had the model died; trying again may work."""


class Trainer(Protocol):
    """Trains one run at a time, in the order they came, and answers with what was trained.

    Every method may be called from any thread. What was started survives `close`, and the
    process's death: the next trainer on the same folder goes on with it.
    """

    label: str

    def bases(self) -> Sequence[Base]: ...

    def prepare(self, base: str) -> None:
        """Convert and probe now if that has not been done, which blocks.

        What answers and what trains is then loading, before the first question and order.
        """
        ...

    def start(self, run: Run) -> None:
        """Check lengths (raises `TooLong`), write the run down, queue it.

        The same id again changes nothing.
        """
        ...

    def progress(self, id: str) -> Progress:
        """Where the run is now; raises `Unknown`."""
        ...

    def kept(self, id: str) -> tuple[Run, Path | None]:
        """Return the order as it was written down, and the folder of what was learnt.

        None: nothing is there (yet). Raises `Unknown`.
        """
        ...

    def cancel(self, id: str) -> None:
        """End it as soon as may be; of a finished run, nothing happens."""
        ...

    def delete(self, id: str) -> None:
        """Cancel, and remove adapter and files; of an unknown run, nothing happens."""
        ...

    def count_tokens(self, base: str, text: str) -> int: ...

    def length(self, base: str, example: Example) -> int:
        """Return how many tokens of the context an example takes, the turns' own marks included."""
        ...

    def answer(self, question: Question) -> Iterator[Piece]:
        """Stream the answer; closing the iterator ends it. Raises before the first piece.

        `TooLong` if the prompt leaves no room; `Broken` if the process died, here or midway.
        """
        ...

    def tokens_per_second(self, base: str) -> float | None:
        """Measured training speed on this machine; None before any."""
        ...

    def close(self) -> None: ...

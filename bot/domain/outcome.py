"""What a service tells of a training besides its steps, where it does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A state of the model on its way that can be asked, and tuned further; epochs from 1."""

    id: str
    epoch: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a service took of the examples.

    *billed_tokens* are those of all epochs; None where it does not say. *left_out* counts the
    examples that it dropped or cut; *lines* are some of these, from 1, and *reasons* say why.
    """

    examples: int = 0
    billed_tokens: int | None = None
    left_out: int = 0
    lines: tuple[int, ...] = ()
    reasons: tuple[str, ...] = ()

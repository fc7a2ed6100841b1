"""What a service tells of a training besides its steps, where it does."""

from dataclasses import dataclass
from itertools import zip_longest

NAMED = 3  # of what was left out, in words


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

    @property
    def words(self) -> str:
        """Say it in a sentence or two, with the first few lines that were left out."""
        told = [f"{self.billed_tokens:,} tokens are billed."] if self.billed_tokens else []
        if self.left_out:
            whole = f" of {self.examples:,}" if self.examples else ""
            which = "example was" if self.left_out == 1 else "examples were"
            told.append(f"{self.left_out:,}{whole} {which} left out or cut{self._which()}.")
        return " ".join(told)

    def _which(self) -> str:
        """Name a few; reasons come in the order of the lines."""
        named = zip_longest(self.lines[:NAMED], self.reasons[:NAMED])
        told = "; ".join(
            ": ".join(filter(None, (f"line {line}" if line else "", (why or "").rstrip("."))))
            for line, why in named
        )
        more = "; and more" if told and self.left_out > NAMED else ""
        return f": {told}{more}" if told else ""

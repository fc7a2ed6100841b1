"""The first answer to whether tuning has helped: rows that were held out, asked of both models."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.domain.order import Example

MOST = 20  # rows that are asked


@dataclass(frozen=True, slots=True)
class Tried:
    """One held-out row with what the models said; None of one that could not be asked."""

    example: Example
    tuned: str | None
    base: str | None


@dataclass(frozen=True, slots=True)
class Score:
    """How many answers are the wanted ones: to the letter, and but for case, blanks and points."""

    exact: int
    alike: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What has been asked so far, of *total* rows. *note* says why a model was not asked."""

    job: str
    total: int
    rows: tuple[Tried, ...] = ()
    note: str = ""

    @property
    def tuned(self) -> Score | None:
        return _score((it.example.output, it.tuned) for it in self.rows)

    @property
    def base(self) -> Score | None:
        return _score((it.example.output, it.base) for it in self.rows)

    @property
    def gained(self) -> int:
        """Count the rows that only the tuned model has right."""
        return sum(_right(it, it.tuned) and not _right(it, it.base) for it in self._both)

    @property
    def lost(self) -> int:
        """Count the rows that only the base model has right."""
        return sum(_right(it, it.base) and not _right(it, it.tuned) for it in self._both)

    @property
    def _both(self) -> list[Tried]:
        return [it for it in self.rows if it.tuned is not None and it.base is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialClaim:
    """A trial that is ours to go on with until the lease runs out; *tries* counts this one."""

    workspace: str
    trial: Trial
    epoch: int
    tries: int


def fold(text: str) -> str:
    """Make texts alike that differ in case, blanks and punctuation only."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum()) or folded.strip()


def _score(pairs: Iterable[tuple[str, str | None]]) -> Score | None:
    """Compare what was wanted with what was said; None if nothing was."""
    said = [(wanted, text) for wanted, text in pairs if text is not None]
    return Score(_count(said, str.strip), _count(said, fold)) if said else None


def _count(pairs: list[tuple[str, str]], by: Callable[[str], str]) -> int:
    return sum(by(wanted) == by(text) for wanted, text in pairs)


def _right(row: Tried, said: str | None) -> bool:
    return said is not None and fold(said) == fold(row.example.output)

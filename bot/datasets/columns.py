"""Which two columns hold the pairs."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.datasets.findings import shorten
from bot.errors import Problem, UnusableFile

# The names that people use, the API's own first: where several fit, the first does.
PAIRS = (
    ("text_input", "output"),
    ("prompt", "completion"),
    ("input", "output"),
    ("question", "answer"),
)
EXPECTED = "`text_input` and `output` (or {})".format(
    ", or ".join(f"`{first}` and `{second}`" for first, second in PAIRS[1:])
)
MOST_NAMED = 8


class Pair(NamedTuple):
    """The names of the two columns, spelt as in the file."""

    input: str
    output: str


def fold(name: str) -> str:
    """Make `Text Input`, `text-input` and `textInput` one."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def find_pair(names: Sequence[str]) -> Pair | None:
    spelt = {fold(name): name for name in reversed(names)}
    for pair in PAIRS:
        first, second = map(fold, pair)
        if first in spelt and second in spelt:
            return Pair(spelt[first], spelt[second])
    return None


def missing_half(names: Iterable[str]) -> str | None:
    """Return the name that would make a pair with one that is there."""
    there = {fold(name) for name in names}
    for pair in PAIRS:
        missing = [name for name in pair if fold(name) not in there]
        if len(missing) == 1:
            return missing[0]
    return None


def wrong_columns(names: Sequence[str], line: int, advice: str) -> UnusableFile:
    """Say which columns are needed and which were found instead."""
    found = [shorten(name) if name.strip() else "a column without a name" for name in names]
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    if missing := missing_half(names):
        advice = f"Only `{missing}` is missing."
    message = f"The file needs {EXPECTED}, but has {', '.join(found[:MOST_NAMED])}{more}. {advice}"
    return UnusableFile([Problem(message, line)])

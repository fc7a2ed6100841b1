"""Which two columns hold the pairs."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.datasets.findings import shorten
from bot.errors import Problem, UnknownColumns, UnusableFile

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
MOST_SHOWN = 3  # rows that somebody sees who is to say which column is which
LONGEST_NAME = 40
NO_NAME = re.compile(r"[\d\s.,:%+-]*|.*[.?!:;]")  # a number or a sentence


class Pair(NamedTuple):
    """The names of the two columns, spelt as in the file."""

    input: str
    output: str


def fold(name: str) -> str:
    """Make `Text Input`, `text-input` and `textInput` one."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def find_pair(names: Sequence[str], chosen: Pair | None = None) -> Pair | None:
    """Return the two that somebody chose, or two that we know; None if they are not there."""
    spelt = {fold(name): name for name in reversed(names)}
    for pair in (chosen,) if chosen else PAIRS:
        if chosen and all(name in names for name in chosen):
            return chosen
        first, second = map(fold, pair)
        if first in spelt and second in spelt:
            return Pair(spelt[first], spelt[second])
    return None


def numbered(count: int) -> tuple[str, ...]:
    """Name the columns of a file in which they have no names."""
    return tuple(f"column {number}" for number in range(1, count + 1))


def by_number(width: int, chosen: Pair | None) -> tuple[int, int] | None:
    """Return the places of two columns that somebody chose by number."""
    names = numbered(width)
    if chosen and all(name in names for name in chosen):
        return names.index(chosen.input), names.index(chosen.output)
    return None


def are_names(cells: Sequence[str]) -> bool:
    """Say whether the first row looks like names rather than like the first pair."""
    plain = all(len(it) <= LONGEST_NAME and not NO_NAME.fullmatch(it) for it in cells)
    return plain and len({fold(it) for it in cells}) == len(cells)


def check_once(names: Sequence[str], pair: Pair, line: int) -> None:
    """Raise `UnusableFile` if one of the two is there twice, however it is spelt."""
    folded = [fold(name) for name in names]
    for name in pair:
        if folded.count(fold(name)) > 1:
            message = f"The column `{name}` is there twice. Rename or remove one of them."
            raise UnusableFile([Problem(message, line)])


def missing_half(names: Iterable[str]) -> str | None:
    """Return the name that would make a pair with one that is there."""
    there = {fold(name) for name in names}
    for pair in PAIRS:
        missing = [name for name in pair if fold(name) not in there]
        if len(missing) == 1:
            return missing[0]
    return None


def unknown_columns(
    names: Sequence[str], rows: Iterable[Sequence[object]], line: int, advice: str
) -> UnusableFile:
    """Say which columns are needed and which were found instead; *rows* are those below."""
    found = [shorten(name) if name.strip() else "a column without a name" for name in names]
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    if missing := missing_half(names):
        advice = f"Only `{missing}` is missing."
    message = f"The file needs {EXPECTED}, but has {', '.join(found[:MOST_NAMED])}{more}. {advice}"
    problem = Problem(message, line)
    if len(names) < len(Pair._fields):
        return UnusableFile([problem])
    if are_names(names):
        return UnknownColumns(problem, names, [_shown(row, len(names)) for row in rows])
    shown = [_shown(row, len(names)) for row in (names, *rows)]
    return UnknownColumns(problem, numbered(len(names)), shown[:MOST_SHOWN])


def _shown(row: Sequence[object], width: int) -> list[str]:
    cells = ["" if cell is None else shorten(cell).strip("`") for cell in row[:width]]
    return cells + [""] * (width - len(cells))

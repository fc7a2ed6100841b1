"""What is shown of a file, with nothing private in it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.datasets.privacy import mask
from bot.domain import Difference, Example, Report


def report(given: Report) -> Report:
    """Mask the rows and labels of a report; its findings are masked as they are made."""
    labels = tuple((mask(label), count) for label, count in given.statistics.labels)
    statistics = replace(given.statistics, labels=labels)
    return replace(given, first=tuple(map(example, given.first)), statistics=statistics)


def difference(given: Difference) -> Difference:
    pairs = ((example(before), after and example(after)) for before, after in given.pairs)
    return replace(given, pairs=tuple(pairs))


def example(given: Example) -> Example:
    return Example(mask(given.text_input), mask(given.output))


def cells(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(mask, row)) for row in rows)

"""Which examples make which step: the same for the same seed, whenever one looks."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from playground.trainer import Run


@dataclass(frozen=True, slots=True)
class Step:
    """*number* counts from 1, *epoch* from 0: that of the first example; *picks* are indices."""

    number: int
    epoch: int
    picks: tuple[int, ...]


def total_steps(run: Run) -> int:
    return ceil(len(run.examples) * run.epochs / run.batch_size)


def steps(run: Run) -> Iterator[Step]:
    """Batches run across the borders of epochs; the last one may be short."""
    count, size = len(run.examples), run.batch_size
    ahead = _order(run)
    for number in range(1, total_steps(run) + 1):
        epoch = (number - 1) * size // count
        left = count * run.epochs - (number - 1) * size
        yield Step(number, epoch, tuple(next(ahead) for _ in range(min(size, left))))


def _order(run: Run) -> Iterator[int]:
    """Every example once an epoch, each epoch shuffled anew."""
    for epoch in range(run.epochs):
        order = list(range(len(run.examples)))
        random.Random(f"{run.seed}/{epoch}").shuffle(order)  # noqa: S311 - not a secret
        yield from order


def chunks(lengths: Sequence[int], room: int) -> list[list[int]]:
    """Put indices together so that none but a lone one takes more than *room* when padded."""
    made: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if made and lengths[made[-1][0]] * (len(made[-1]) + 1) <= room:
            made[-1].append(index)
        else:
            made.append([index])
    return made

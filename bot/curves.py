"""What a loss curve says, in plain words, from the numbers alone."""

from collections.abc import Sequence
from itertools import pairwise
from math import isfinite
from statistics import fmean

from bot.domain import Snapshot

FEWEST = 16  # steps; fewer say nothing about where a curve goes
FLAT = 0.05  # of the first epoch's loss: less than this is no change
RISE = 0.15  # of the first epoch's loss, above the lowest


def verdict(snapshots: Sequence[Snapshot], epochs: int) -> str:
    """Say where the loss goes: still falling, flat since when, or up again since when.

    Epochs are compared by their mean losses; a training of few epochs is cut into as many
    equal parts instead as make six. Epochs are counted from 1 for people.
    """
    if len(snapshots) < FEWEST:
        return f"{len(snapshots)} step{'s' * (len(snapshots) != 1)}: too few to judge."
    if not all(isfinite(it.mean_loss) for it in snapshots):
        first = next(it for it in snapshots if not isfinite(it.mean_loss))
        return f"The loss is no number since step {first.step}. Try a lower learning rate."
    parts = _parts(snapshots, epochs)
    means = [fmean(it.mean_loss for it in part) for part in parts]
    lowest = means.index(min(means))
    if means[-1] - means[lowest] > RISE * means[0]:
        return f"It rose again after {_place(parts[lowest][-1], epochs)}. Try fewer epochs."
    settled = _settled(means)
    if settled == len(means) - 1:
        return "Still falling: more epochs may help."
    if settled == 0:
        return "Flat from the start. Try a higher learning rate, or look at the examples."
    return f"Flat since {_place(parts[settled][0], epochs)}."


def _parts(snapshots: Sequence[Snapshot], epochs: int) -> Sequence[Sequence[Snapshot]]:
    """Cut a curve by epochs, or into six where there are fewer than three."""
    by_epoch = dict[int, list[Snapshot]]()
    for it in snapshots:
        by_epoch.setdefault(it.epoch, []).append(it)
    if epochs > 2 and len(by_epoch) > 2:  # noqa: PLR2004 - two make no line
        return list(by_epoch.values())
    ends = [len(snapshots) * n // 6 for n in range(7)]
    return [snapshots[a:b] for a, b in pairwise(ends)]


def _settled(means: Sequence[float]) -> int:
    """Return the first part from which on no part is much above or below the last."""
    span = FLAT * means[0]
    at = len(means) - 1
    while at and abs(means[at - 1] - means[-1]) <= span:
        at -= 1
    return at


def _place(snapshot: Snapshot, epochs: int) -> str:
    return f"epoch {snapshot.epoch + 1}" if epochs > 2 else f"step {snapshot.step}"  # noqa: PLR2004

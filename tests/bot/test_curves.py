"""Verdicts come from the numbers alone."""

from collections.abc import Sequence
from dataclasses import replace
from math import nan

import pytest

from bot.curves import verdict
from bot.domain import Snapshot
from tests import make

PER_EPOCH = 8


def curve(*losses: float) -> Sequence[Snapshot]:
    """Make a training with these mean losses by epoch, each with some noise."""
    steps = make.snapshots(PER_EPOCH * len(losses))
    noisy = [loss * (1.02, 0.98)[n % 2] for loss in losses for n in range(PER_EPOCH)]
    return [replace(it, epoch=n // PER_EPOCH, mean_loss=noisy[n]) for n, it in enumerate(steps)]


@pytest.mark.parametrize(
    ("losses", "said"),
    [
        ((4, 3, 2, 1), "Still falling: more epochs may help."),
        ((4, 1, 0.5, 0.49, 0.5), "Flat since epoch 3."),
        ((4, 0.1, 0.1, 0.1), "Flat since epoch 2."),
        ((4, 1, 0.4, 1.5, 2), "It rose again after epoch 3. Try fewer epochs."),
        ((2, 2, 2, 2), "Flat from the start."),
    ],
)
def test_a_verdict_says_where_the_loss_goes(losses: Sequence[float], said: str) -> None:
    assert verdict(curve(*losses), len(losses)).startswith(said)


def test_a_short_training_is_too_short_to_judge() -> None:
    assert verdict(make.snapshots(12), 3) == "12 steps: too few to judge."
    assert verdict(make.snapshots(1), 1) == "1 step: too few to judge."
    assert verdict([], 5) == "0 steps: too few to judge."


def test_one_long_epoch_is_judged_by_its_steps() -> None:
    falling = [replace(it, epoch=0, mean_loss=60 - it.step) for it in make.snapshots(48)]
    flat = [replace(it, mean_loss=max(5.0, 60.0 - 4 * it.step)) for it in falling]

    assert verdict(falling, 1) == "Still falling: more epochs may help."
    assert verdict(flat, 1) == "Flat since step 17."


def test_a_loss_that_is_no_number_is_said_to_be_none() -> None:
    steps = [*curve(4, 3), *(replace(it, mean_loss=nan) for it in make.snapshots(3))]

    assert verdict(steps, 3).startswith("The loss is no number since step 1.")

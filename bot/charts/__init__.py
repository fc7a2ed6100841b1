"""Pictures, and the same in words: the loss curve of a tuning job, the lengths of texts.

A picture is drawn by `python -m bot.charts` in a process of its own, so that the bot never
holds matplotlib's memory: some 60 MB for a picture a few times a day.
"""

import json
import logging
import math
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import bot
from bot.domain import Snapshot
from bot.errors import TunerError

log = logging.getLogger(__name__)

HOME = Path(bot.__file__).parent.parent


class ChartError(TunerError):
    """There is no picture; whatever it was to go with should be told without it."""


def loss_curve(
    snapshots: Sequence[Snapshot], *, title: str, total_steps: int, timeout: float = 20
) -> bytes:
    """Return a PNG of 1600 x 800 pixels, or raise `ChartError`; *timeout* is in seconds."""
    points = [(it.step, it.epoch, it.mean_loss) for it in snapshots if math.isfinite(it.mean_loss)]
    if not points:
        raise ChartError("There is no loss curve yet: no step has a loss.")
    order = {"title": title, "total_steps": total_steps, "points": points}
    return _drawn("loss", order, timeout)


def _drawn(what: str, order: Mapping[str, object], timeout: float) -> bytes:
    """Have a child process draw it."""
    command = [sys.executable, "-m", "bot.charts", what]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=timeout,
            check=True,
            cwd=HOME,
        )
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("chart.failed error=%s", type(error).__name__)
        raise ChartError("The picture could not be drawn.") from error
    return done.stdout


def length_histogram(lengths: Sequence[int], *, title: str, timeout: float = 20) -> bytes:
    """Return a PNG of 1600 x 640 pixels, or raise `ChartError`.

    At place *n* stands how many texts have fewer than ``2 ** n`` characters, and not fewer than
    half of that.
    """
    if not any(lengths):
        raise ChartError("There are no lengths to draw.")
    return _drawn("histogram", {"title": title, "lengths": list(lengths)}, timeout)


def describe(snapshots: Sequence[Snapshot]) -> str:
    """Say what the curve shows, for those who can't see it."""
    known = [it for it in snapshots if math.isfinite(it.mean_loss)]
    if not known:
        return "No step has a mean loss yet."
    first, last = known[0], known[-1]
    if len(known) == 1:
        return f"Mean loss is {number(first.mean_loss)} after step {first.step}, the only one yet."
    lowest = min(known, key=lambda it: it.mean_loss)
    change = last.mean_loss - first.mean_loss
    way = "fell" if change < 0 else "rose" if change > 0 else "went"
    epochs = last.epoch + 1
    return (
        f"Mean loss {way} from {number(first.mean_loss)} at step {first.step} to "
        f"{number(last.mean_loss)} at step {last.step}, in {epochs} epoch{'s' * (epochs > 1)}. "
        f"The lowest is {number(lowest.mean_loss)} at step {lowest.step}."
    )


def number(loss: float) -> str:
    """Return a loss with as many digits as tell something: 4.2, 0.031, 0.00021."""
    return f"{loss:.3g}" if loss < 1 else f"{loss:.2f}"

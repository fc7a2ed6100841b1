"""The losses of a training, as numbers to keep and as a row of bars."""

import csv
import io
import math
from collections.abc import Sequence

from bot.domain import Snapshot

BARS = "▁▂▃▄▅▆▇█"
WIDE = 40  # bars


def table(snapshots: Sequence[Snapshot]) -> str:
    """Return the snapshots as CSV. Epochs count from 1, as everywhere in Tuner."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["step", "epoch", "mean_loss", "computed_at"])
    rows.writerows((it.step, it.epoch + 1, it.mean_loss, it.at.isoformat()) for it in snapshots)
    return text.getvalue()


def bars(losses: Sequence[float]) -> str:
    """Draw losses as a row of bars, each the mean of its share; nothing if there are none."""
    known = [it for it in losses if math.isfinite(it)]
    if not known:
        return ""
    wide = min(WIDE, len(known))
    shares = [known[n * len(known) // wide : (n + 1) * len(known) // wide] for n in range(wide)]
    means = [sum(share) / len(share) for share in shares]
    highest = max(means) or 1
    return "".join(BARS[round(max(it, 0) / highest * (len(BARS) - 1))] for it in means)

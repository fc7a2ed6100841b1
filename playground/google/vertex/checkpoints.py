"""Which checkpoints a job leaves: one an epoch, or ten where there are more epochs than that."""

import math

from playground.google.store import Row

MOST = 10


def planned(examples: int, epochs: int, batch_size: int, *, all: bool = True) -> list[Row]:
    """Return them in their order, with the step after which each epoch is over; the last ends it.

    Where one step is the end of several epochs it is one checkpoint. Not *all*: only the last.
    """
    wanted = range(1, epochs + 1)
    if epochs > MOST:
        wanted = [round(part * epochs / MOST) for part in range(1, MOST + 1)]
    by_step = {math.ceil(examples * epoch / batch_size): epoch for epoch in wanted}
    found = list(by_step.items()) if all else list(by_step.items())[-1:]
    return [
        {"id": str(number), "epoch": epoch, "step": step}
        for number, (step, epoch) in enumerate(found, 1)
    ]

"""The numbers of the training that the form does not ask for, chosen over seeds and dtypes.

`python -m benchmarks.learning` shows what they do.
"""

RANK = 16
ALPHA = 32  # of that rank; another rank has its part of it
BETAS = (0.9, 0.999)
WEIGHT_DECAY = 0.0
# Tokens in one pass forward and back, padding included; a longer batch goes in several passes.
ROOM = 4096


def rate(learning_rate: float, step: int, total_steps: int) -> float:
    """Give the rate of a step, from 1: what was asked for at first, then evenly down.

    A constant rate ends with whatever the last batch did: one seed in five then unlearns an
    example at the end.
    """
    return learning_rate * (1 - (step - 1) / total_steps)

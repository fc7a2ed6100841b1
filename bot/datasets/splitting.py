"""Part a file: most of it to learn from, the rest to see afterwards what was learnt."""

import random
from collections.abc import Sequence

from bot.datasets.checking import examples
from bot.datasets.columns import Pair
from bot.datasets.folding import fold
from bot.datasets.source import Source
from bot.datasets.writing import write
from bot.domain import Example


def split(
    source: Source, share: float, seed: int, columns: Pair | None = None
) -> tuple[bytes, bytes]:
    """Return the examples to learn from and those held out, about *share* of all, as JSON lines.

    The same file and seed part the same way. Examples whose inputs are equal, or nearly, are
    on one side: what was learnt by heart would look like an answer.
    """
    pairs = list(examples(source, columns))
    groups = _groups(pairs)
    random.Random(seed).shuffle(groups)  # noqa: S311 - no secret: it is to be the same again
    wanted = max(1, round(share * len(pairs))) if share > 0 else 0
    held = set[int]()
    for group in groups:
        if len(held) + len(group) <= min(wanted, len(pairs) - 1):
            held.update(group)
    return _written(pairs, held, out=False), _written(pairs, held, out=True)


def _groups(pairs: Sequence[Example]) -> list[list[int]]:
    groups = dict[bytes, list[int]]()
    for place, pair in enumerate(pairs):
        groups.setdefault(fold(pair.text_input), []).append(place)
    return list(groups.values())


def _written(pairs: Sequence[Example], held: set[int], *, out: bool) -> bytes:
    chosen = (pair for place, pair in enumerate(pairs) if (place in held) is out)
    return write((pair.text_input, pair.output) for pair in chosen)

"""Characters that nobody sees, and that nobody meant to write."""

import re

from bot.datasets.batches import Block

# Tabs and line ends are text; so are the joiners that Persian, Hindi and emoji are written with.
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]"
)
_FOREIGN = frozenset(it for it in map(chr, (*range(0x80, 0x2070), 0xFEFF)) if CONTROL.match(it))
_OTHERS = bytes(it for it in range(256) if it not in range(128) or not CONTROL.match(chr(it)))


def may_be_in(block: Block) -> bool:
    """Say whether some of the texts has one."""
    return len(block.rare.translate(None, _OTHERS)) >= 2 * len(
        block.places
    ) or not _FOREIGN.isdisjoint(block.foreign)

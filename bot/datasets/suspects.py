"""Where in many texts something private may be, so that only there it is looked for."""

import re
from collections.abc import Iterator
from string import ascii_uppercase, digits

from bot.datasets import privacy
from bot.datasets.batches import Block
from bot.datasets.folding import BREAK
from bot.datasets.privacy import Kind

_BREAK = BREAK.encode()
# Digits are zeros, and what groups them is a hyphen or, being left out, a blank: each long
# number then has one of these in it, and hardly any date.
_ZEROS = bytes.maketrans(f"{digits}./".encode(), b"0" * 10 + b"--")
_LONG = (b"000000", b"00-0000", b"+0")
# Of a token's characters those that are rare in prose stand close together there.
_CLOSE = bytes.maketrans(f"{ascii_uppercase}{digits}".encode(), b"A" * 36)
_RANDOM = (b"A" * 8, b"_")
_RUN = re.compile("[A-Za-z0-9_-]{20}")
_WITH_AT = (privacy.PASSWORD, privacy.EMAIL)


def suspected(block: Block) -> Iterator[tuple[int, Kind]]:
    """Yield the places of rows in which something private of that kind may be."""
    rows = range(len(block.places))
    if b"PRIVATEKEY" in block.rare:  # blanks are not rare
        yield from ((at, privacy.PRIVATE_KEY) for at in rows)
    if b"@" in block.raw:
        yield from ((at, kind) for at in rows for kind in _WITH_AT)
    for at in _having(_RANDOM, block.rare.translate(_CLOSE)):
        if any(map(_RUN.search, block.row(at))):
            yield from ((at, kind) for kind in privacy.TOKENS)
    for at in _having(_LONG, block.rare.translate(_ZEROS)):
        if any(map(privacy.may_have_number, block.row(at))):
            yield from ((at, kind) for kind in privacy.NUMBERS)


def _having(sought: tuple[bytes, ...], whole: bytes) -> Iterator[int]:
    """Yield the places of rows that have one of the sought in one of their two texts."""
    yield from sorted({at // 2 for it in sought for at in _places(it, whole)})


def _places(sought: bytes, whole: bytes) -> Iterator[int]:
    """Yield which of the joined texts have it in them."""
    at, begin = 0, 0
    while (found := whole.find(sought, begin)) >= 0:
        at += whole.count(_BREAK, begin, found)
        yield at
        begin = whole.find(_BREAK, found)
        if begin < 0:
            return

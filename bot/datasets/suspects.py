"""Where in many texts something private may be, so that only there it is looked for."""

import re
from collections.abc import Iterator
from string import ascii_uppercase, digits

from bot.datasets import privacy
from bot.datasets.batches import Block
from bot.datasets.folding import ROW
from bot.datasets.privacy import Kind

_BREAK = ROW.encode()
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
    rows = range(len(block.rows))
    if b"PRIVATEKEY" in block.rare:  # blanks are not rare
        yield from ((at, privacy.PRIVATE_KEY) for at in rows)
    if b"@" in block.raw:
        yield from ((at, kind) for at in rows for kind in _WITH_AT)
    for at in _having(_RANDOM, block.rare.translate(_CLOSE)):
        if any(map(_RUN.search, block.rows[at])):
            yield from ((at, kind) for kind in privacy.TOKENS)
    for at in _having(_LONG, block.rare.translate(_ZEROS)):
        if any(map(privacy.may_have_number, block.rows[at])):
            yield from ((at, kind) for kind in privacy.NUMBERS)


def _having(sought: tuple[bytes, ...], whole: bytes) -> Iterator[int]:
    """Yield the places of joined rows that have one of the sought in them."""
    if any(it in whole for it in sought):
        for at, row in enumerate(whole.split(_BREAK)):
            if any(it in row for it in sought):
                yield at

"""Where in many texts something private may be, so that only there it is looked for."""

from collections.abc import Iterator
from string import ascii_letters, digits

from bot.datasets import privacy
from bot.datasets.batches import Block
from bot.datasets.folding import ROW, joined
from bot.datasets.privacy import Kind

_BREAK = ROW.encode()
# Digits are zeros, and what groups them is a hyphen: each long number has one of these in it.
_ZEROS = bytes.maketrans(f"{digits} ./".encode(), b"0" * 10 + b"---")
_LONG = (b"000000", b"00-0000", b"+0")
_DIGITS = 7  # in the shortest number that is looked for
# What tokens are made of is one letter, and of that there are many in a row.
_IN_TOKENS = f"{ascii_letters}{digits}_-".encode()
_RUNS = bytes(97 if it in _IN_TOKENS else it if it in _BREAK else 32 for it in range(256))
_RUN = b"a" * 20
_WITH_AT = (privacy.PASSWORD, privacy.EMAIL)


def suspected(block: Block) -> Iterator[tuple[int, Kind]]:
    """Yield the places of rows in which something private of that kind may be."""
    rows = range(len(block.rows))
    if b"PRIVATE KEY" in block.raw:
        yield from ((at, privacy.PRIVATE_KEY) for at in rows)
    if b"@" in block.raw:
        yield from ((at, kind) for at in rows for kind in _WITH_AT)
    yield from ((at, kind) for at in _with_a_run(block) for kind in privacy.TOKENS)
    yield from ((at, kind) for at in _with_a_number(block) for kind in privacy.NUMBERS)


def _with_a_run(block: Block) -> Iterator[int]:
    runs = block.raw.translate(_RUNS)
    if _RUN in runs:
        yield from (at for at, row in enumerate(runs.split(_BREAK)) if _RUN in row)


def _with_a_number(block: Block) -> Iterator[int]:
    if max(map(len, block.rare)) < _DIGITS:
        return
    places = [at for at, rare in enumerate(block.rare) if len(rare) >= _DIGITS]
    zeros = joined([block.rows[at] for at in places]).encode().translate(_ZEROS)
    if any(it in zeros for it in _LONG):
        for at, row in zip(places, zeros.split(_BREAK), strict=True):
            if any(it in row for it in _LONG) and any(map(privacy.may_have_number, block.rows[at])):
                yield at

"""Where in many texts something private may be, so that only there it is looked for."""

from collections.abc import Iterator
from string import ascii_letters, digits

from bot.datasets import privacy
from bot.datasets.batches import Block
from bot.datasets.folding import SEPARATOR, joined
from bot.datasets.privacy import Code, Kind

_BREAK = SEPARATOR.encode()
# Digits are zeros, and what groups them is a hyphen: each long number has one of these in it.
_ZEROS = bytes.maketrans(f"{digits} ./".encode(), b"0" * 10 + b"---")
_LONG = (b"000000", b"00-0000", b"+0")
_DIGITS = 7  # in the shortest number that is looked for
# What tokens are made of is one letter, and of that there are many in a row.
_IN_TOKENS = f"{ascii_letters}{digits}_-".encode()
_RUNS = bytes(97 if it in _IN_TOKENS else it if it in _BREAK else 32 for it in range(256))
_RUN = b"a" * 20
_WITH_AT = (privacy.PASSWORD, privacy.EMAIL)


def private(block: Block) -> Iterator[tuple[int, Kind]]:
    """Yield what is private, with its place; a key and a person's data once each for a text."""
    found = dict[tuple[int, Code], Kind]()
    for at, kind in _suspected(block):
        if (at, kind.code) not in found and next(kind.find(block.values[at]), None):
            found[at, kind.code] = kind
    for (at, _), kind in found.items():
        yield at, kind


def _suspected(block: Block) -> Iterator[tuple[int, Kind]]:
    places = range(len(block.values))
    if b"PRIVATE KEY" in block.raw:
        yield from ((at, privacy.PRIVATE_KEY) for at in places)
    if b"@" in block.raw:
        yield from ((at, kind) for at in places for kind in _WITH_AT)
    yield from ((at, kind) for at in _with_a_run(block) for kind in privacy.TOKENS)
    yield from ((at, kind) for at in _with_a_number(block) for kind in privacy.NUMBERS)


def _with_a_run(block: Block) -> Iterator[int]:
    runs = block.raw.translate(_RUNS)
    if _RUN in runs:
        yield from (at for at, text in enumerate(runs.split(_BREAK)) if _RUN in text)


def _with_a_number(block: Block) -> Iterator[int]:
    if max(map(len, block.rare)) < _DIGITS:
        return
    places = [at for at, rare in enumerate(block.rare) if len(rare) >= _DIGITS]
    zeros = joined([block.values[at] for at in places]).encode().translate(_ZEROS)
    if any(it in zeros for it in _LONG):
        for at, text in zip(places, zeros.split(_BREAK), strict=True):
            if any(it in text for it in _LONG) and privacy.may_have_number(block.values[at]):
                yield at

"""Rows a few hundred at a time: what is asked of all at once costs little for each."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import compress, islice
from operator import add, not_
from string import ascii_uppercase

from bot.datasets import folding
from bot.datasets.rows import Row

ROWS = 512
CHARACTERS = 2**18  # of a batch, about: it should stay in a processor's own memory
SAMPLE = 16
_RARE = {*range(32), *b"0123456789+-./_\x7f", *ascii_uppercase.encode()} - set(b"\t\n\r")
_BREAK = folding.BREAK.encode()
_COMMON = bytes(set(range(256)) - _RARE)


def batches(rows: Iterator[Row]) -> Iterator[Sequence[Row]]:
    """Yield all rows, fewer at a time where they are long."""
    size = SAMPLE
    while batch := list(islice(rows, size)):
        yield batch
        length = sum(len(value) for row in batch[:SAMPLE] for value in row if type(value) is str)
        size = min(ROWS, max(1, CHARACTERS * min(SAMPLE, len(batch)) // max(length, 1)))


class Column:
    """The texts of one column of a batch, and what is asked of them more than once."""

    def __init__(self, name: str, values: Sequence[str]) -> None:
        self.name, self.values = name, values

    @cached_property
    def stripped(self) -> Sequence[str]:
        return tuple(map(str.strip, self.values))

    @cached_property
    def is_bare(self) -> bool:
        """Whether no text begins or ends with blanks."""
        return self.stripped == self.values

    @cached_property
    def lengths(self) -> Sequence[int]:
        return list(map(len, self.values))

    @cached_property
    def are_ascii(self) -> Sequence[bool]:
        return list(map(str.isascii, self.values))


class Block:
    """Some rows of a batch, gone through as one text: each input and its output, joined."""

    def __init__(
        self, inputs: Sequence[str], outputs: Sequence[str], places: Sequence[int]
    ) -> None:
        self.places = places  # of the rows in their batch
        self._texts = [*inputs, *outputs]
        self._texts[::2], self._texts[1::2] = inputs, outputs
        self._join(folding.BREAK.join(self._texts))
        if self.rare.count(_BREAK) >= len(self._texts):
            self._join(folding.joined(self._texts))

    def _join(self, joined: str) -> None:
        self.joined, self.raw = joined, joined.encode()
        # What is rare in prose: capitals, digits, what groups them, and control characters.
        self.rare = self.raw.translate(None, _COMMON)

    def row(self, at: int) -> Sequence[str]:
        return self._texts[2 * at : 2 * at + 2]

    @cached_property
    def foreign(self) -> frozenset[str]:
        return folding.foreign(self.raw)

    def keys(self) -> Iterator[int]:
        """Yield for each row a number that nearly equal ones have in common; see `pair_key`."""
        whole = folding.plain(self.joined, self.foreign) if self.foreign else self.raw
        folded = folding.folded(whole).split(_BREAK)
        texts = iter(folded)
        pairs = zip(texts, texts, strict=True)
        if min(map(add, map(len, folded[::2]), map(len, folded[1::2]))) < folding.SHORT:
            return map(folding.pair_key, pairs, map(self.row, range(len(self.places))))
        return map(hash, pairs)


class Batch:
    """Usable rows: the line that each begins on, and its two texts."""

    def __init__(self, lines: Sequence[int], inputs: Column, outputs: Column) -> None:
        self.lines, self.inputs, self.outputs = lines, inputs, outputs
        self._are_ascii: Sequence[bool] = ()

    @property
    def columns(self) -> tuple[Column, Column]:
        return self.inputs, self.outputs

    @cached_property
    def blocks(self) -> Sequence[Block]:
        """All rows, those apart that are not ASCII: they would make the others slow."""
        pairs = zip(self.inputs.are_ascii, self.outputs.are_ascii, strict=True)
        are_ascii = [one and other for one, other in pairs]
        if all(are_ascii) or not any(are_ascii):
            return [Block(self.inputs.values, self.outputs.values, range(len(self.lines)))]
        self._are_ascii = are_ascii
        return [self._block(which) for which in (are_ascii, list(map(not_, are_ascii)))]

    def _block(self, which: Sequence[bool]) -> Block:
        """Return the block of the rows that *which* chooses."""
        inputs, outputs = (list(compress(it.values, which)) for it in self.columns)
        return Block(inputs, outputs, list(compress(range(len(which)), which)))

    @cached_property
    def keys(self) -> Sequence[int]:
        first, *others = (block.keys() for block in self.blocks)
        if not others:
            return list(first)
        return [next(first if it else others[0]) for it in self._are_ascii]

"""Rows a few hundred at a time: what is asked of all at once costs little for each."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import compress, islice
from operator import not_

from bot.datasets import folding
from bot.datasets.rows import Row

ROWS = 512
CHARACTERS = 2**18  # of a batch, about: it should stay in a processor's own memory
SAMPLE = 16
_COMMON = bytes(it for it in range(256) if not (it < ord(" ") or it in b"0123456789+\x7f"))


def batches(rows: Iterator[Row]) -> Iterator[Sequence[Row]]:
    """Yield all rows, fewer at a time where they are long."""
    size = SAMPLE
    while batch := list(islice(rows, size)):
        yield batch
        length = sum(len(value) for row in batch[:SAMPLE] for value in row if type(value) is str)
        size = min(ROWS, max(1, CHARACTERS * min(SAMPLE, len(batch)) // max(length, 1)))


class Block:
    """Texts of one column that are gone through as one; *places* are where they stand in it."""

    def __init__(self, values: Sequence[str], places: Sequence[int]) -> None:
        self.values, self.places = values, places

    @cached_property
    def joined(self) -> str:
        return folding.joined(self.values)

    @cached_property
    def raw(self) -> bytes:
        return self.joined.encode()

    @cached_property
    def foreign(self) -> frozenset[str]:
        return folding.foreign(self.raw)

    @cached_property
    def rare(self) -> Sequence[bytes]:
        """Of each text what is rare in prose: digits, plus signs and control characters."""
        return self.raw.translate(None, _COMMON).split(folding.SEPARATOR.encode())

    @cached_property
    def folded(self) -> Sequence[bytes]:
        return folding.folded(self.joined, self.foreign).split(folding.SEPARATOR.encode())


class Column:
    """The texts of one column of a batch, and what is asked of them more than once."""

    def __init__(self, name: str, values: Sequence[str]) -> None:
        self.name, self.values = name, values

    @cached_property
    def stripped(self) -> Sequence[str]:
        return list(map(str.strip, self.values))

    @cached_property
    def are_ascii(self) -> Sequence[bool]:
        return list(map(str.isascii, self.values))

    @cached_property
    def foreign(self) -> Sequence[str]:
        """The texts that are not ASCII."""
        return list(compress(self.values, map(not_, self.are_ascii)))

    @cached_property
    def blocks(self) -> Sequence[Block]:
        """All texts, those apart that are not ASCII: they would make the others slow."""
        places = range(len(self.values))
        if not self.foreign or len(self.foreign) == len(self.values):
            return [Block(self.values, places)]
        foreign = list(compress(places, map(not_, self.are_ascii)))
        plain = list(compress(places, self.are_ascii))
        return [
            Block(list(compress(self.values, self.are_ascii)), plain),
            Block(self.foreign, foreign),
        ]

    @cached_property
    def folded(self) -> Sequence[bytes]:
        if len(self.blocks) == 1:
            return self.blocks[0].folded
        plain, foreign = (iter(block.folded) for block in self.blocks)
        return [next(plain if it else foreign) for it in self.are_ascii]


class Batch:
    """Usable rows: the line that each begins on, and its two texts."""

    def __init__(self, lines: Sequence[int], inputs: Column, outputs: Column) -> None:
        self.lines, self.inputs, self.outputs = lines, inputs, outputs

    @property
    def columns(self) -> tuple[Column, Column]:
        return self.inputs, self.outputs

    @cached_property
    def keys(self) -> Sequence[int]:
        """For each row a number that nearly equal ones have in common; see `pair_key`."""
        first, second = self.inputs.folded, self.outputs.folded
        if min(map(len, first)) > folding.SHORT:
            return list(map(hash, zip(first, second, strict=True)))
        texts = zip(self.inputs.values, self.outputs.values, strict=True)
        return list(map(folding.pair_key, first, second, texts))

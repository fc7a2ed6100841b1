"""Rows a few hundred at a time: what is asked of all at once costs little for each."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import compress, islice
from operator import not_
from string import ascii_uppercase

from bot.datasets import folding
from bot.datasets.rows import Row

ROWS = 512
CHARACTERS = 2**18  # of a batch, about: it should stay in a processor's own memory
SAMPLE = 16
_RARE = {*range(32), *b"0123456789+-./_\x7f", *ascii_uppercase.encode()} - set(b"\t\n\r")
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
    def lengths(self) -> Sequence[int]:
        return list(map(len, self.values))

    @cached_property
    def are_ascii(self) -> Sequence[bool]:
        return list(map(str.isascii, self.values))


class Block:
    """The rows of a batch that *which* chooses, all if it is None, gone through as one text.

    *texts* are the rows again, each with a mark between its two values.
    """

    def __init__(
        self,
        rows: Sequence[tuple[str, str]],
        texts: Sequence[str],
        which: Sequence[bool] | None = None,
    ) -> None:
        self._rows, self._which = rows, which
        self._texts = texts if which is None else list(compress(texts, which))

    @cached_property
    def rows(self) -> Sequence[tuple[str, str]]:
        return self._rows if self._which is None else list(compress(self._rows, self._which))

    @cached_property
    def places(self) -> Sequence[int]:
        """Where in the batch the rows are."""
        every = range(len(self._rows))
        return every if self._which is None else list(compress(every, self._which))

    @cached_property
    def joined(self) -> str:
        whole = folding.ROW.join(self._texts)
        return whole if folding.is_clean(whole, len(self._texts)) else folding.joined(self.rows)

    @cached_property
    def raw(self) -> bytes:
        return self.joined.encode()

    @cached_property
    def foreign(self) -> frozenset[str]:
        return folding.foreign(self.raw)

    @cached_property
    def rare(self) -> bytes:
        """What is rare in prose: capitals, digits, what groups them, and control characters."""
        return self.raw.translate(None, _COMMON)

    @cached_property
    def folded(self) -> Sequence[bytes]:
        whole = folding.plain(self.joined, self.foreign) if self.foreign else self.raw
        return folding.folded(whole).split(folding.ROW.encode())


class Batch:
    """Usable rows: the line that each begins on, and its two texts."""

    def __init__(self, lines: Sequence[int], inputs: Column, outputs: Column) -> None:
        self.lines, self.inputs, self.outputs = lines, inputs, outputs
        self._are_ascii: Sequence[bool] = ()

    @property
    def columns(self) -> tuple[Column, Column]:
        return self.inputs, self.outputs

    @cached_property
    def rows(self) -> Sequence[tuple[str, str]]:
        return list(zip(self.inputs.values, self.outputs.values, strict=True))

    @cached_property
    def blocks(self) -> Sequence[Block]:
        """All rows, those apart that are not ASCII: they would make the others slow."""
        texts = list(map(folding.COLUMN.join, self.rows))
        are_ascii = list(map(str.isascii, texts))
        if all(are_ascii) or not any(are_ascii):
            return [Block(self.rows, texts)]
        self._are_ascii = are_ascii
        foreign = list(map(not_, are_ascii))
        return [Block(self.rows, texts, which) for which in (are_ascii, foreign)]

    @cached_property
    def keys(self) -> Sequence[int]:
        """For each row a number that nearly equal ones have in common; see `pair_key`."""
        first, *others = (iter(_keys(block)) for block in self.blocks)
        if not others:
            return list(first)
        return [next(first if it else others[0]) for it in self._are_ascii]


def _keys(block: Block) -> Iterable[int]:
    if min(map(len, block.folded)) > folding.SHORT:
        return map(hash, block.folded)
    return map(folding.pair_key, block.folded, block.rows)

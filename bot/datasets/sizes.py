"""How long the texts are, and whether all of them fit in one request to the service."""

import json
from collections import Counter
from dataclasses import dataclass, field
from json.encoder import encode_basestring_ascii

from bot.datasets.batches import Batch
from bot.datasets.findings import Code, Findings
from bot.domain import Statistics

MEGABYTE = 1_000_000
# What a request holds beside the two texts of an example: names, quotes and indentation.
EXAMPLE_BYTES = 80
REQUEST_BYTES = 1_000  # and beside the examples
TOKEN_BYTES = 4  # of UTF-8 in a token, about


@dataclass(slots=True)
class Lengths:
    """Counts lengths, in characters."""

    _characters: list[int] = field(default_factory=lambda: [0, 0])
    _longest: list[int] = field(default_factory=lambda: [0, 0])
    _powers: Counter[int] = field(default_factory=Counter[int])
    _bytes: int = 0

    def see(self, batch: Batch) -> None:
        self._bytes += sum(len(block.raw) for block in batch.blocks)
        for at, column in enumerate(batch.columns):
            lengths = column.lengths
            self._characters[at] += sum(lengths)
            self._longest[at] = max(self._longest[at], *lengths)
            if at == 0:
                self._powers.update(map(int.bit_length, lengths))

    def statistics(self, labels: tuple[tuple[str, int], ...]) -> Statistics:
        powers = range(max(self._powers, default=-1) + 1)
        return Statistics(
            input_characters=self._characters[0],
            output_characters=self._characters[1],
            longest_input=self._longest[0],
            longest_output=self._longest[1],
            tokens=round(self._bytes / TOKEN_BYTES),
            lengths=tuple(self._powers[power] for power in powers),
            labels=labels,
        )


@dataclass(slots=True)
class Request:
    """Adds up what one request to the service would hold; *most* is in bytes, None: anything."""

    most: int | None
    _size: int = REQUEST_BYTES
    _seen: int = 0
    _fitting: int | None = None  # how many of the first examples fit, once it is known

    def see(self, batch: Batch) -> None:
        if self.most and self._fitting is None:
            size = self._size + size_of(batch)
            if size > self.most:
                self._fitting = self._seen + self._count(batch)
            self._size = size
        self._seen += len(batch.lines)

    def tell(self, findings: Findings) -> None:
        if self.most and self._fitting is not None:
            words = (
                f"The service takes {self.most / MEGABYTE:g} MB at once. The first "
                f"{self._fitting:,} of the {self._seen:,} examples fit in that: leave out the "
                "rest, or shorten them."
            )
            findings.add(Code.TOO_LARGE, words)

    def _count(self, batch: Batch) -> int:
        """Return how many examples of a batch, in which the limit is met, fit in before it."""
        size = self._size
        for count, pair in enumerate(zip(batch.inputs.values, batch.outputs.values, strict=True)):
            size += sum(len(json.dumps(text)) for text in pair) + EXAMPLE_BYTES
            if self.most and size > self.most:
                return count
        return len(batch.lines)


def size_of(batch: Batch) -> int:
    """Return how many bytes of a request a batch takes, rather too many than too few."""
    quotes = 2 * len(batch.lines)
    texts = sum(len(encode_basestring_ascii("".join(it.values))) - 2 for it in batch.columns)
    return texts + 2 * quotes + EXAMPLE_BYTES * len(batch.lines)

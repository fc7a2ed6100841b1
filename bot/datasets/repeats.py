"""Rows that were there before: to the letter, nearly, or with another output."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.datasets.batches import Batch
from bot.datasets.findings import Code, Findings, shorten

WORDS = {
    Code.DUPLICATE: "The row is the same as the one first seen in line {:,}. Keep one of them.",
    Code.NEAR_DUPLICATE: "The row differs from the one first seen in line {:,} only in case, "
    "punctuation or blanks. Keep one of them.",
    Code.CONFLICTING_OUTPUT: "The same input, first seen in line {:,}, has another output there, "
    "not {}. Keep one of them.",
}

Found = dict[int, tuple[Code, int]]  # by place: what is wrong there, and the place before


@dataclass(slots=True)
class Repeats:
    """Numbers that stand for what was seen: no text is kept, so memory hardly grows with a file.

    They are Python's own 64-bit hashes, keyed anew in each process: among a million rows two
    different ones are taken for the same once in forty million files.
    """

    findings: Findings
    nearly: bool = True
    _lines: "array[int]" = field(default_factory=lambda: array("q"))  # of each row so far
    _outputs: "array[int]" = field(default_factory=lambda: array("q"))  # and its output
    _inputs: dict[int, int] = field(default_factory=dict[int, int])  # to the first row's place
    _others: dict[int, int] = field(default_factory=dict[int, int])  # pairs with further outputs
    _near: dict[int, int] = field(default_factory=dict[int, int])

    def see(self, batch: Batch) -> None:
        places = range(len(self._lines), len(self._lines) + len(batch.lines))
        self._lines.fromlist(list(batch.lines))
        self._outputs.fromlist(list(map(hash, batch.outputs.values)))
        found = self._repeated(list(places), list(map(hash, batch.inputs.values)))
        if self.nearly:
            self._see_near(list(places), batch.keys, found)
        for place, (code, before) in sorted(found.items()):
            self._tell(code, batch, place - places.start, self._lines[before])

    def _tell(self, code: Code, batch: Batch, at: int, before: int) -> None:
        if self.findings.is_full(code):
            self.findings.counts[code] += 1
            return
        words = WORDS[code].format(before, shorten(batch.outputs.values[at]))
        field = batch.outputs.name if code is Code.CONFLICTING_OUTPUT else None
        self.findings.add(code, words, batch.lines[at], field)

    def _repeated(self, places: Sequence[int], inputs: Sequence[int]) -> Found:
        """Return what is wrong with which rows, and the place of the row before each."""
        found = dict[int, tuple[Code, int]]()
        for place, before in _seen(inputs, places, self._inputs):
            output = self._outputs[place]
            if self._outputs[before] == output:
                found[place] = Code.DUPLICATE, before
                continue
            key = inputs[place - places[0]]
            again = self._others.setdefault(hash((key, output)), place)
            is_new = again == place
            found[place] = (Code.CONFLICTING_OUTPUT, before) if is_new else (Code.DUPLICATE, again)
        return found

    def _see_near(self, places: Sequence[int], keys: Sequence[int], found: Found) -> None:
        for place, before in _seen(keys, places, self._near):
            if place not in found or found[place][0] is not Code.DUPLICATE:
                found[place] = Code.NEAR_DUPLICATE, before


def _seen(
    keys: Sequence[int], places: Sequence[int], firsts: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """Yield the places whose key was seen before, with the first place of it; learn the others."""
    before = list(map(firsts.setdefault, keys, places))
    if before != places:
        yield from (
            (place, first) for place, first in zip(places, before, strict=True) if place != first
        )

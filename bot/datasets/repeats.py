"""Rows that were there before: to the letter, nearly, or with another output."""

from array import array
from collections.abc import Sequence
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
        self._lines.extend(batch.lines)
        self._outputs.extend(map(hash, batch.outputs.values))
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

    def _repeated(
        self, places: Sequence[int], inputs: Sequence[int]
    ) -> dict[int, tuple[Code, int]]:
        """Return what is wrong with which rows, and the place of the row before each."""
        found = dict[int, tuple[Code, int]]()
        if _all_new(inputs, places, self._inputs):
            return found
        for place, key in zip(places, inputs, strict=True):
            before, output = self._inputs.setdefault(key, place), self._outputs[place]
            if before == place:
                continue
            if self._outputs[before] == output:
                found[place] = Code.DUPLICATE, before
                continue
            again = self._others.setdefault(hash((key, output)), place)
            is_new = again == place
            found[place] = (Code.CONFLICTING_OUTPUT, before) if is_new else (Code.DUPLICATE, again)
        return found

    def _see_near(
        self, places: Sequence[int], keys: Sequence[int], found: dict[int, tuple[Code, int]]
    ) -> None:
        if _all_new(keys, places, self._near):
            return
        for place, key in zip(places, keys, strict=True):
            before = self._near.setdefault(key, place)
            exactly = place in found and found[place][0] is Code.DUPLICATE
            if before != place and not exactly:
                found[place] = Code.NEAR_DUPLICATE, before


def _all_new(keys: Sequence[int], places: Sequence[int], seen: dict[int, int]) -> bool:
    """Take all of a batch to what was seen, if none of it was; else nothing."""
    fresh = dict(zip(keys, places, strict=True))
    if len(fresh) < len(keys) or not seen.keys().isdisjoint(fresh):
        return False
    seen.update(fresh)
    return True

"""Outputs that are labels: few, short, and each there again and again."""

from collections import Counter
from dataclasses import dataclass, field

from bot.datasets.batches import Batch
from bot.datasets.findings import Code, Findings, called, shorten

MOST = 100  # different ones
LONGEST = 100  # characters
RECURRING = 0.75  # of the examples have a label that others have too
OFTEN = 2  # times that a label is there, on average
UNEVEN = 10  # times as many of one as of another
NEARLY_ALL = 0.9


@dataclass(slots=True)
class Labels:
    """Counts outputs while they may be labels; when they are too many, none is kept."""

    _counts: Counter[str] = field(default_factory=Counter[str])
    _lines: dict[str, int] = field(default_factory=dict[str, int])
    _name: str = "output"
    _are_labels: bool = True

    def see(self, batch: Batch) -> None:
        if not self._are_labels:
            return
        values, self._name = batch.outputs.values, batch.outputs.name
        self._counts.update(values)
        if len(self._counts) > MOST or max(map(len, self._counts)) > LONGEST:
            self._are_labels = len(self._counts) == 1  # a long one may still be the only one
        if not self._are_labels:
            self._counts.clear()
            self._lines.clear()
        elif len(self._counts) > len(self._lines):
            for value, line in zip(values, batch.lines, strict=True):
                self._lines.setdefault(value, line)

    @property
    def table(self) -> tuple[tuple[str, int], ...]:
        """The labels with how often each is there, the commonest first; empty if there are none."""
        total = self._counts.total()
        recurring = sum(count for count in self._counts.values() if count > 1)
        is_few = len(self._counts) * OFTEN <= total and recurring >= RECURRING * total
        is_short = all(len(label) <= LONGEST for label in self._counts)
        return tuple(self._counts.most_common()) if is_few and is_short else ()

    def tell(self, findings: Findings) -> None:
        """Add what can only be said when all is seen."""
        total = self._counts.total()
        if len(self._counts) == 1 and total > 1:
            (only,) = self._counts
            words = f"All {total:,} examples have the same {called(self._name)}: {shorten(only)}."
            findings.add(Code.SAME_OUTPUT, words, field=self._name)
        elif table := self.table:
            self._tell_rare(findings)
            self._tell_uneven(table, total, findings)

    def _tell_rare(self, findings: Findings) -> None:
        for label, line in self._lines.items():
            if self._counts[label] == 1:
                words = f"The label {shorten(label)} is there only once. Is it spelt as the others?"
                findings.add(Code.RARE_LABEL, words, line, self._name)

    def _tell_uneven(
        self, table: tuple[tuple[str, int], ...], total: int, findings: Findings
    ) -> None:
        (most, count), (least, fewest) = table[0], [it for it in table if it[1] > 1][-1]
        if count >= UNEVEN * fewest:
            words = f"{shorten(most)} is there {count:,} times, {shorten(least)} {fewest:,} times."
        elif count >= NEARLY_ALL * total:
            words = (
                f"{shorten(most)} is the {called(self._name)} of {count:,} of {total:,} examples."
            )
        else:
            return
        words = f"{words} The model will prefer what it sees most."
        findings.add(Code.UNEVEN_LABELS, words, field=self._name)

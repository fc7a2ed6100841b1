"""Everything that is wrong or doubtful in a file, found in one pass."""

from collections.abc import Iterator

from bot.datasets import doubts
from bot.datasets.batches import Batch, batches
from bot.datasets.columns import Pair
from bot.datasets.findings import MOST_LISTED, Code, Findings
from bot.datasets.formats import open_table
from bot.datasets.labels import Labels
from bot.datasets.repeats import Repeats
from bot.datasets.rows import Table
from bot.datasets.sizes import Lengths, Request
from bot.datasets.soundness import Soundness
from bot.datasets.source import Source
from bot.domain import Example, Limits, Report, Statistics

FEW = 20  # examples, with which hardly anything is learnt
FIRST = 5  # examples that a report shows


def check(
    source: Source,
    limits: Limits,
    *,
    columns: Pair | None = None,
    most: int = MOST_LISTED,
    thorough: bool = True,
) -> Report:
    """Go through a file once. *most* findings of each kind are listed, and all are counted.

    *columns* names the input and the output where their names are none that we know. If not
    *thorough*, only what stops tuning is looked for, and rows that are there twice.
    Raises `UnusableFile` if nothing can be read of it.
    """
    try:
        table, tally = _seen(source, columns, _Tally(limits, most, thorough=thorough))
    except UnicodeDecodeError:  # it is no UTF-8 somewhere: once more, finding out what it is
        tally = _Tally(limits, most, thorough=thorough, trusting=False)
        table, tally = _seen(source, columns, tally)
    statistics, findings = tally.tell(), tally.findings
    return Report(
        file_name=source.name,
        format=table.format,
        sha256=source.sha256,
        size=source.size,
        columns=_whole(table.columns),
        examples=tally.count,
        counts=dict(findings.counts),
        findings=findings.listed,
        statistics=statistics,
        first=tuple(tally.first),
    )


def _seen(source: Source, columns: Pair | None, tally: "_Tally") -> "tuple[Table, _Tally]":
    findings = tally.findings
    table = open_table(source, findings, columns, trusting=tally.trusting)
    for batch in _sound(table, tally.limits, findings):
        tally.see(batch)
    return table, tally


def examples(source: Source, columns: Pair | None = None) -> Iterator[Example]:
    """Yield the usable pairs of a file that has been checked, so that nothing is too long."""
    findings = Findings(most=0)
    for batch in _sound(open_table(source, findings, columns), Limits(), findings):
        yield from map(Example, batch.inputs.values, batch.outputs.values)


def _sound(table: Table, limits: Limits, findings: Findings) -> Iterator[Batch]:
    soundness = Soundness(_whole(table.columns), limits, findings)
    for rows in batches(table.rows):
        if batch := soundness.sift(rows):
            yield batch


def _whole(columns: Pair) -> Pair:
    """Return the names with no halves of characters, which can't be written anywhere."""
    return Pair(*(name.encode("utf-8", "replace").decode() for name in columns))


class _Tally:
    """What is kept of the batches that have been seen."""

    def __init__(self, limits: Limits, most: int, *, thorough: bool, trusting: bool = True) -> None:
        self.limits, self.findings, self.trusting = limits, Findings(most), trusting
        self._thorough = thorough
        self._repeats = Repeats(self.findings, nearly=thorough)
        self._request = Request(limits.request_bytes)
        self._labels, self._lengths = Labels(), Lengths()
        self.count, self.first = 0, list[Example]()

    def see(self, batch: Batch) -> None:
        if len(self.first) < FIRST:
            pairs = zip(batch.inputs.values, batch.outputs.values, strict=True)
            self.first.extend(Example(*pair) for pair in list(pairs)[: FIRST - len(self.first)])
        self.count += len(batch.lines)
        self._repeats.see(batch)
        self._request.see(batch)
        if self._thorough:
            doubts.see(batch, self.findings)
            self._labels.see(batch)
            self._lengths.see(batch)

    def tell(self) -> Statistics:
        """Add the findings that are about the whole file; return what it comes to."""
        self._request.tell(self.findings)
        if self._thorough:
            self._labels.tell(self.findings)
            if self.count < FEW:
                words = f"There are {self.count} examples. With fewer than {FEW}, little is learnt."
                self.findings.add(Code.FEW_EXAMPLES, words)
        return self._lengths.statistics(self._labels.table)

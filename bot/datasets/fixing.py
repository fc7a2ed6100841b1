"""A better version of a file, and what is different in it. The file itself stays as it is."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.datasets.columns import Pair
from bot.datasets.findings import Findings
from bot.datasets.folding import fold, pair_key
from bot.datasets.formats import open_table
from bot.datasets.mending import is_droppable, mended, most_of
from bot.datasets.soundness import Soundness
from bot.datasets.source import Source
from bot.datasets.writing import write
from bot.domain import Difference, Example, Fix, Fixed, Limits, Severity

SHOWN = 3  # rows before and after
Values = tuple[Any, Any]


def fix(
    source: Source,
    fixes: Collection[Fix],
    limits: Limits,
    *,
    columns: Pair | None = None,
    name: str = "",
) -> Fixed:
    """Return the file mended, as JSON lines, or as CSV where *name* ends with `.csv`.

    What every fix `mends` is then no longer found. The columns get the names that everybody
    knows; a row that can't be read at all is in no new version, and counts as removed.
    """
    mending = _Mending(source, frozenset(fixes), limits, columns)
    if Fix.ONE_OUTPUT in fixes:
        mending.count_outputs()
    difference = _Difference()
    content = write(mending.rows(difference), name)
    return Fixed(content, difference.told())


@dataclass(slots=True)
class _Difference:
    removed: int = 0
    changed: int = 0
    pairs: list[tuple[Example, Example | None]] = field(
        default_factory=list[tuple[Example, Example | None]]
    )

    def see(self, before: Values, after: Values | None) -> None:
        if after == before:
            return
        self.removed += after is None
        self.changed += after is not None
        if len(self.pairs) < SHOWN:
            self.pairs.append((_shown(before), None if after is None else _shown(after)))

    def told(self) -> Difference:
        return Difference(removed=self.removed, changed=self.changed, pairs=tuple(self.pairs))


@dataclass(slots=True)
class _Mending:
    source: Source
    fixes: frozenset[Fix]
    limits: Limits
    columns: Pair | None
    _outputs: dict[int, Counter[int]] = field(default_factory=dict[int, Counter[int]])
    _seen: set[int] = field(default_factory=set[int])

    def count_outputs(self) -> None:
        """Find out which output of each input is the commonest, before any is left out."""
        for _, after, sound in self._mended(Findings(0)):
            if sound:
                self._outputs.setdefault(hash(after[0]), Counter())[_key(after)] += 1

    def rows(self, difference: _Difference) -> Iterator[Values]:
        findings = Findings(0)
        for before, after, sound in self._mended(findings):
            kept = self._is_kept(after, sound=sound)
            difference.see(before, after if kept else None)
            if kept:
                yield after
        # Not counted is what is said of the file as a whole, such as how it was read.
        difference.removed += sum(
            count for code, count in findings.counts.items() if code.severity is Severity.STOPS
        )

    def _mended(self, findings: Findings) -> Iterator[tuple[Values, Values, bool]]:
        """Yield each row as it was, and as it is now, and whether it can be learnt from."""
        table = open_table(self.source, findings, self.columns)
        soundness = Soundness(table.columns, self.limits, findings)
        first, second = most_of(self.limits)
        for line, *values in table.rows:
            text, output = values
            after = mended(text, self.fixes, first), mended(output, self.fixes, second)
            yield (text, output), after, soundness.is_sound((line, *after))

    def _is_kept(self, values: Values, *, sound: bool) -> bool:
        if Fix.DROP_EMPTY in self.fixes and is_droppable(values):
            return False
        if not sound or not self.fixes & {Fix.ONE_OUTPUT, Fix.DEDUPE}:
            return True
        key = _key(values)
        if Fix.ONE_OUTPUT in self.fixes:
            outputs = self._outputs[hash(values[0])]
            if max(outputs, key=outputs.__getitem__) != key:
                return False
        is_there = key in self._seen
        self._seen.add(key)
        return not (is_there and Fix.DEDUPE in self.fixes)


def _key(values: Values) -> int:
    return pair_key((fold(values[0]), fold(values[1])), values)


def _shown(values: Values) -> Example:
    return Example(*("" if value is None else str(value) for value in values))

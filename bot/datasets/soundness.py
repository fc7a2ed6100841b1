"""Which rows can be learnt from: both values there, text, and within the service's limits."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import not_
from typing import Any

from bot.datasets.batches import Batch, Column
from bot.datasets.columns import Pair
from bot.datasets.findings import Code, Findings, called, kind_of, shorten
from bot.datasets.rows import Row
from bot.domain import Limits

UNLIMITED = 2**63


@dataclass(frozen=True, slots=True)
class Soundness:
    """The question asked of each row, with the names of its values."""

    columns: Pair
    limits: Limits
    findings: Findings

    @property
    def most(self) -> tuple[int, int]:
        limits = self.limits
        return limits.input_characters or UNLIMITED, limits.output_characters or UNLIMITED

    def sift(self, rows: Sequence[Row]) -> Batch | None:
        """Return the usable ones of some rows; the others are findings."""
        batch = self._batch(rows)
        if _is_text(batch) and self._is_fine(batch):
            return batch
        sound = [row for row in rows if self.is_sound(row)]
        for row in rows:
            if not self.is_sound(row):
                self._explain(row)
        return self._batch(sound) if sound else None

    def is_sound(self, row: Row) -> bool:
        return all(map(_is_usable, row[1:], self.most))

    def _batch(self, rows: Sequence[Row]) -> Batch:
        lines, inputs, outputs = zip(*rows, strict=True)
        return Batch(
            lines, Column(self.columns.input, inputs), Column(self.columns.output, outputs)
        )

    def _is_fine(self, batch: Batch) -> bool:
        """Ask at once of all values what `_is_usable` asks of one."""
        return all(
            all(column.stripped)
            and max(column.lengths) <= most
            and (all(column.are_ascii) or can_be_sent("".join(_foreign(column))))
            for column, most in zip(batch.columns, self.most, strict=True)
        )

    def _explain(self, row: Row) -> None:
        """Add a finding for each of the two values that is not fine."""
        line, *values = row
        if all(map(is_missing, values)):
            words = (
                f"The row has no {called(self.columns.input)} and no {called(self.columns.output)}."
            )
            self.findings.add(Code.MISSING_FIELD, f"{words} Fill it in, or remove it.", line)
            return
        too_long = (Code.INPUT_TOO_LONG, Code.OUTPUT_TOO_LONG)
        for value, name, most, code in zip(values, self.columns, self.most, too_long, strict=True):
            if is_missing(value):
                words = f"The row has no {called(name)}. Fill it in."
                self.findings.add(Code.MISSING_FIELD, words, line, name)
            elif said := _said(value, most, code):
                self.findings.add(said[0], f"{called(name)} {said[1]}", line, name)


def _said(value: Any, most: int, too_long: Code) -> tuple[Code, str] | None:
    """Say what is wrong with a value that is there, if anything is."""
    if not isinstance(value, str):
        words = f"is {kind_of(value)}, not text: {shorten(_as_json(value))}."
        return Code.NOT_TEXT, f"{words} Write it as text in quotes."
    if len(value) > most:
        return too_long, f"has {len(value):,} characters; {most:,} is the most. Shorten it."
    if not can_be_sent(value):
        words = "has half of a two-part character (`\\ud800` to `\\udfff`)."
        return Code.NOT_TEXT, f"{words} Write the character itself."
    return None


def is_missing(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def can_be_sent(text: str) -> bool:
    """JSON can write lone surrogates, which no text that is sent may have."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _foreign(column: Column) -> Iterator[str]:
    return compress(column.values, map(not_, column.are_ascii))


def _is_text(batch: Batch) -> bool:
    return {*map(type, batch.inputs.values), *map(type, batch.outputs.values)} == {str}


def _is_usable(value: Any, most: int) -> bool:
    return (
        isinstance(value, str) and bool(value.strip()) and len(value) <= most and can_be_sent(value)
    )


def _as_json(value: Any) -> str:
    return json.dumps(value, default=str)

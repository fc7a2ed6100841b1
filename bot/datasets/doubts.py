"""What is doubtful in the texts themselves: looked for in many at once, then in each.

Nearly all texts are fine, and each test is cheap for all of them together: whether some byte
or character is there at all. Only where it is are the rows gone through one by one.
"""

from collections.abc import Callable, Iterator
from itertools import product
from operator import eq

from bot.datasets import controls, mojibake, suspects
from bot.datasets.batches import Batch, Block, Column
from bot.datasets.emptiness import LONGEST, looks_empty
from bot.datasets.findings import Code, Findings, called, shorten

Telling = Callable[[str, str], str]  # a column's name and a value into a sentence
Doubt = tuple[int, Column, Code, Telling]  # with the place of its row


def see(batch: Batch, findings: Findings) -> None:
    """Add a finding for each text in which something is doubtful."""
    for at, column, code, words in _doubts(batch):
        if findings.is_full(code):
            findings.counts[code] += 1
        else:
            message = words(called(column.name), column.values[at])
            findings.add(code, message, batch.lines[at], column.name)
    if True in map(eq, batch.inputs.stripped, batch.outputs.stripped):
        _tell_copies(batch, findings)


def _doubts(batch: Batch) -> Iterator[Doubt]:
    for column in batch.columns:
        yield from _spaces(column)
        yield from _empty(column)
    for block in batch.blocks:
        if controls.may_be_in(block):
            yield from _hidden(batch, block)
        if marks := mojibake.suspicious(block.joined, block.foreign):
            yield from _garbled(batch, block, marks)
        yield from _private(batch, block)


def _spaces(column: Column) -> Iterator[Doubt]:
    if column.is_bare:
        return
    for at, (value, bare) in enumerate(zip(column.values, column.stripped, strict=True)):
        if value != bare:
            yield at, column, Code.SURROUNDING_SPACE, _says("begins or ends with blanks")


def _empty(column: Column) -> Iterator[Doubt]:
    lengths = column.lengths if column.is_bare else map(len, column.stripped)
    if min(lengths) > LONGEST:
        return
    for at, value in enumerate(column.stripped):
        if len(value) <= LONGEST and looks_empty(value):
            yield at, column, Code.EMPTY_LOOKING, _says("looks like no value")


def _hidden(batch: Batch, block: Block) -> Iterator[Doubt]:
    for at, column in product(block.places, batch.columns):
        if found := controls.CONTROL.search(column.values[at]):
            words = f"has a character that can't be seen (U+{ord(found[0]):04X})"
            yield at, column, Code.CONTROL_CHARACTER, _says(words)


def _garbled(batch: Batch, block: Block, marks: frozenset[str]) -> Iterator[Doubt]:
    for at, column in product(block.places, batch.columns):
        value = column.values[at]
        if any(it in value for it in marks) and mojibake.is_garbled(value):
            words = "has garbled letters, from a wrong encoding"
            yield at, column, Code.MOJIBAKE, _says(words)


def _private(batch: Batch, block: Block) -> Iterator[Doubt]:
    """Yield what is private; a key and a person's data once each for a text."""
    told = set[tuple[int, Column, Code]]()
    for at, kind in suspects.suspected(block):
        for column in batch.columns:
            where = block.places[at], column, kind.code
            if where not in told and next(kind.find(column.values[where[0]]), None):
                told.add(where)
                yield *where, _says(f"has {kind.name}")


def _says(words: str) -> Telling:
    return lambda name, value: f"{name} {words}: {shorten(value)}."


def _tell_copies(batch: Batch, findings: Findings) -> None:
    for line, text, output in zip(
        batch.lines, batch.inputs.stripped, batch.outputs.stripped, strict=True
    ):
        if text == output:
            names = called(batch.outputs.name), called(batch.inputs.name)
            words = "{} only copies {}: {}.".format(*names, shorten(text))
            findings.add(Code.COPIES_INPUT, words, line, batch.outputs.name)

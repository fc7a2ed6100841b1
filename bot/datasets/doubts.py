"""What is doubtful in the texts themselves: looked for in many at once, then in each.

Nearly all texts are fine, and each test is cheap for all of them together: whether some byte
or character is there at all. Only where it is are the rows gone through one by one.
"""

from collections.abc import Callable, Iterator
from operator import eq

from bot.datasets import controls, mojibake, suspects
from bot.datasets.batches import Batch, Block, Column
from bot.datasets.emptiness import FOLDED, looks_empty
from bot.datasets.findings import Code, Findings, called, shorten

Telling = Callable[[str, str], str]  # a column's name and a value into a sentence
Doubt = tuple[int, Code, Telling]  # with the place of its row


def see(batch: Batch, findings: Findings) -> None:
    """Add a finding for each text in which something is doubtful."""
    for column in batch.columns:
        for at, code, words in _doubts(column):
            if findings.is_full(code):
                findings.counts[code] += 1
            else:
                message = words(called(column.name), column.values[at])
                findings.add(code, message, batch.lines[at], column.name)
    if True in map(eq, batch.inputs.stripped, batch.outputs.stripped):
        _tell_copies(batch, findings)


def _doubts(column: Column) -> Iterator[Doubt]:
    yield from _spaces(column)
    yield from _empty(column)
    for block in column.blocks:
        for at, code, words in (*_hidden(block), *_garbled(block), *_private(block)):
            yield block.places[at], code, words


def _spaces(column: Column) -> Iterator[Doubt]:
    if column.stripped == list(column.values):
        return
    for at, (value, bare) in enumerate(zip(column.values, column.stripped, strict=True)):
        if value != bare:
            yield at, Code.SURROUNDING_SPACE, _says("begins or ends with blanks")


def _empty(column: Column) -> Iterator[Doubt]:
    if FOLDED.isdisjoint(column.folded):
        return
    for at, folded in enumerate(column.folded):
        if folded in FOLDED and looks_empty(column.values[at]):
            yield at, Code.EMPTY_LOOKING, _says("looks like no value")


def _hidden(block: Block) -> Iterator[Doubt]:
    if not controls.may_be_in(block):
        return
    for at, value in enumerate(block.values):
        if found := controls.CONTROL.search(value):
            words = f"has a character that can't be seen (U+{ord(found[0]):04X})"
            yield at, Code.CONTROL_CHARACTER, _says(words)


def _garbled(block: Block) -> Iterator[Doubt]:
    marks = mojibake.suspicious(block.joined, block.foreign)
    if not marks:
        return
    for at, value in enumerate(block.values):
        if any(it in value for it in marks) and mojibake.is_garbled(value):
            yield at, Code.MOJIBAKE, _says("has garbled letters, from a wrong encoding")


def _private(block: Block) -> Iterator[Doubt]:
    for at, kind in suspects.private(block):
        yield at, kind.code, _says(f"has {kind.name}")


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

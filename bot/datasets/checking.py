"""Make examples of rows, and say which can't be."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from bot.datasets.findings import Code, Findings, kind_of, shorten
from bot.datasets.rows import Table
from bot.domain import Example, Limits

UNLIMITED = 2**63
MEGABYTE = 1_000_000
# What a request holds beside the two texts of an example: names, quotes and indentation.
EXAMPLE_BYTES = 80
REQUEST_BYTES = 1_000  # and beside the examples


def examples(table: Table, limits: Limits, findings: Findings) -> Iterator[Example]:
    """Yield the examples that are fine; the others are findings."""
    most_in = limits.input_characters or UNLIMITED
    most_out = limits.output_characters or UNLIMITED
    for line, text_input, output in table.rows:
        # Nearly all rows are fine, so that is asked first, at once and with no call of ours.
        if (
            type(text_input) is str is type(output)
            and text_input
            and output
            and not (text_input.isspace() or output.isspace())
            and len(text_input) <= most_in
            and len(output) <= most_out
            and (text_input.isascii() or _can_be_sent(text_input))
            and (output.isascii() or _can_be_sent(output))
        ):
            yield Example(text_input, output)
        else:
            _explain((text_input, output), line, (table, limits), findings)


def check_request(pairs: Sequence[Example], limits: Limits, findings: Findings) -> None:
    """Find out whether all pairs fit in one request to the service."""
    if not limits.request_bytes:
        return
    size = REQUEST_BYTES
    for count, pair in enumerate(pairs):
        size += size_of(pair)
        if size > limits.request_bytes:
            most = limits.request_bytes / MEGABYTE
            words = (
                f"The service takes {most:g} MB at once. The first {count:,} of the "
                f"{len(pairs):,} examples fit in that: leave out the rest, or shorten them."
            )
            findings.add(Code.TOO_LARGE, words)
            return


def size_of(pair: Example) -> int:
    """Return how many bytes of a request an example takes, rather too many than too few."""
    return len(json.dumps(pair.text_input)) + len(json.dumps(pair.output)) + EXAMPLE_BYTES


def _explain(
    values: tuple[Any, Any], line: int, asked: tuple[Table, Limits], findings: Findings
) -> None:
    """Add a finding for each of the two values that is not fine."""
    table, limits = asked
    if all(_is_missing(value) for value in values):
        words = f"The row has no `{table.columns.input}` and no `{table.columns.output}`."
        findings.add(Code.MISSING_FIELD, f"{words} Fill it in, or remove it.", line)
        return
    sides = (
        (table.columns.input, limits.input_characters, Code.INPUT_TOO_LONG),
        (table.columns.output, limits.output_characters, Code.OUTPUT_TOO_LONG),
    )
    for value, (name, most, too_long) in zip(values, sides, strict=True):
        if _is_missing(value):
            findings.add(Code.MISSING_FIELD, f"The row has no `{name}`. Fill it in.", line)
        elif not isinstance(value, str):
            words = f"`{name}` is {kind_of(value)}, not text: {shorten(json.dumps(value))}."
            findings.add(Code.NOT_TEXT, f"{words} Write it as text in quotes.", line)
        elif most and len(value) > most:
            words = f"`{name}` has {len(value):,} characters; {most:,} is the most. Shorten it."
            findings.add(too_long, words, line)
        elif not _can_be_sent(value):
            words = f"`{name}` has half of a two-part character (`\\ud800` to `\\udfff`)."
            findings.add(Code.NOT_TEXT, f"{words} Write the character itself.", line)


def _is_missing(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _can_be_sent(text: str) -> bool:
    """JSON can write lone surrogates, which no text that is sent may have."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

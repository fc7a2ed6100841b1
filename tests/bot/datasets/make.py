"""Files as people and programs write them."""

import csv
import io
import json
from collections.abc import Sequence

from bot import datasets
from bot.datasets.columns import Pair
from bot.datasets.findings import Finding, Findings
from bot.datasets.formats import open_table
from bot.datasets.rows import Row
from bot.datasets.source import Source
from bot.domain import Limits
from bot.errors import Problem, UnusableFile

Pairs = Sequence[tuple[str, str]]

LIMITS = Limits(input_characters=40_000, output_characters=5_000)


def as_csv(
    pairs: Pairs,
    *,
    header: Sequence[str] = ("text_input", "output"),
    delimiter: str = ",",
    end: str = "\n",
    quote_all: bool = False,
) -> bytes:
    text = io.StringIO()
    # The module itself quotes no line end but the one that it writes.
    quote_all = quote_all or any(end != "\n" or "\r" in "".join(pair) for pair in pairs)
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    write = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
    write.writerow(header)
    write.writerows(pairs)
    return text.getvalue().encode()


def as_json_lines(pairs: Pairs, *, names: Sequence[str] = ("text_input", "output")) -> bytes:
    rows = (json.dumps(dict(zip(names, pair, strict=True))) for pair in pairs)
    return "".join(f"{row}\n" for row in rows).encode()


def read(content: bytes, name: str = "pairs.csv", limits: Limits = LIMITS) -> Pairs:
    return [(it.text_input, it.output) for it in datasets.read(content, name, limits)]


def read_table(
    content: bytes, name: str = "pairs.csv", columns: Pair | None = None
) -> tuple[list[Row], list[Finding]]:
    """Return all rows as the reader gives them, and what it finds on the way."""
    findings = Findings()
    table = open_table(Source.of_bytes(content, name), findings, columns)
    return list(table.rows), list(findings.listed)


def refusal(
    content: bytes, name: str = "pairs.csv", limits: Limits = LIMITS, limit: int | None = None
) -> UnusableFile:
    """Return the words for a file; *limit* is the most bytes that it may have."""
    most = {} if limit is None else {"most": limit}
    try:
        found = datasets.read(content, name, limits, **most)
    except UnusableFile as error:
        return error
    raise AssertionError(f"read {len(found)} examples")


def problem(
    content: bytes, name: str = "pairs.csv", limits: Limits = LIMITS, limit: int | None = None
) -> Problem:
    """Return the only problem of a file."""
    (only,) = refusal(content, name, limits, limit).problems
    return only


def where(content: bytes, name: str = "pairs.csv") -> list[int | None]:
    return [it.line for it in refusal(content, name).problems]

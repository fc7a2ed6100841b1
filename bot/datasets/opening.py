"""Open a source as a table."""

from bot.datasets import formats
from bot.datasets.columns import Pair
from bot.datasets.findings import Findings
from bot.datasets.rows import Table
from bot.datasets.source import Source


def open_table(source: Source, findings: Findings, columns: Pair | None = None) -> Table:
    del columns
    with source.open() as file:
        return formats.open_table(file.read(), source.name, findings)

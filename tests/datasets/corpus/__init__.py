"""Broken and odd files, each with what must be found in it. All bytes are made here.

Every fault that a row can have is in `faults`, written in each format by `writing`; what only
one format can have is in `oddities`. `python -m tests.datasets.corpus DIRECTORY` writes them all.
"""

from collections.abc import Iterator

from tests.datasets.corpus import faults, oddities
from tests.datasets.corpus.case import Case

__all__ = ["Case", "cases"]


def cases() -> Iterator[Case]:
    yield from faults.cases()
    yield from oddities.cases()

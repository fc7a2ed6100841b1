"""What a file of the corpus is, and the rows that are fine in nearly each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.datasets import Code

Found = tuple[Code, int | None]  # with the line, None: about all of the file
Rows = Sequence[tuple[Any, Any]]

SUBJECTS = ("cat", "dog", "cow", "hen", "owl", "bee")
DEEDS = ("sleeps", "eats", "sings", "runs")
# Enough of them, and all different, so that nothing is found but what is wrong.
GOOD: Rows = [
    (f"Where does the {subject} go when it {deed}?", f"A {subject} that {deed} stays here.")
    for subject in SUBJECTS
    for deed in DEEDS
]


@dataclass(frozen=True, slots=True)
class Case:
    """A file, and what is found in it; *refused* is in the words if it can't be read at all."""

    name: str
    content: bytes
    found: Sequence[Found] = ()
    refused: str = ""
    columns: tuple[str, str] = ("text_input", "output")

    def __str__(self) -> str:
        return self.name

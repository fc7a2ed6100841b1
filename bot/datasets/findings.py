"""What is wrong in a file, gathered in one pass."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.errors import Problem, UnusableFile

MOST_LISTED = 100  # a file of the wrong kind has a finding on each of its lines


class Code(StrEnum):
    """The kinds of finding, for machines. Each of these stops tuning."""

    MISSING_FIELD = "missing_field"
    NOT_TEXT = "not_text"
    INPUT_TOO_LONG = "input_too_long"
    OUTPUT_TOO_LONG = "output_too_long"
    UNREADABLE_ROW = "unreadable_row"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. *line* is where the row begins in the raw file, from 1."""

    code: Code
    message: str
    line: int | None = None


@dataclass(slots=True)
class Findings:
    """The first findings of a file, and the number of all of them."""

    listed: list[Finding] = field(default_factory=list[Finding])
    total: int = 0

    def add(self, code: Code, message: str, line: int | None = None) -> None:
        self.total += 1
        if len(self.listed) < MOST_LISTED:
            self.listed.append(Finding(code, message, line))

    def as_error(self) -> UnusableFile:
        return UnusableFile([Problem(it.message, it.line) for it in self.listed], self.total)


def shorten(value: object, most: int = 40) -> str:
    """Return a value from the file as a few characters of code for a message."""
    text = " ".join(str(value)[: 4 * most].split()).replace("`", "'")
    return f"`{text}`" if len(text) <= most else f"`{text[: most - 1]}…`"


def kind_of(value: Any) -> str:
    """Say what a JSON value is."""
    kinds: dict[Any, str] = {
        dict: "an object",
        list: "a list",
        str: "text",
        bool: "true or false",
        type(None): "null",
    }
    return kinds.get(type(value), "a number")

"""What is wrong in a file, gathered in one pass."""

from dataclasses import dataclass, field
from typing import Any

from bot.domain.datasets import Code, Finding, Severity
from bot.errors import Problem, UnusableFile

MOST_LISTED = 100  # a file of the wrong kind has a finding on each of its lines


@dataclass(slots=True)
class Findings:
    """The first findings of a file, and the number of all of them."""

    listed: list[Finding] = field(default_factory=list[Finding])
    total: int = 0  # of those that stop

    def add(self, code: Code, message: str, line: int | None = None) -> None:
        if code.severity is not Severity.STOPS:
            return
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

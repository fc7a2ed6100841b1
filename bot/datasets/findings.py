"""What is found in a file, gathered in one pass."""

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from bot.datasets.privacy import mask
from bot.domain import Code, Finding
from bot.errors import Problem, UnusableFile

MOST_LISTED = 100  # a file of the wrong kind has a finding on each of its lines
HIDDEN = "\ufffd"  # in place of what can't be seen, which may steer a terminal
LOOKED_AT = 4_000  # characters of a value that may be a secret from its beginning to its end

__all__ = ["MOST_LISTED", "Code", "Finding", "Findings", "called", "kind_of", "shorten"]


@dataclass(slots=True)
class Findings:
    """The first findings of each kind, at most *most*, and how many there are of it in all."""

    most: int = MOST_LISTED
    counts: Counter[Code] = field(default_factory=Counter[Code])
    _listed: dict[Code, list[Finding]] = field(default_factory=dict[Code, list[Finding]])

    def add(
        self, code: Code, message: str, line: int | None = None, field: str | None = None
    ) -> None:
        self.counts[code] += 1
        listed = self._listed.setdefault(code, [])
        if len(listed) < self.most:
            listed.append(Finding(code, message, line, field))

    def is_full(self, code: Code) -> bool:
        """Say whether one more of that kind would be counted only, so that it needs no words."""
        return self.counts[code] >= self.most

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def listed(self) -> tuple[Finding, ...]:
        """All that are listed, in the order of the file; what is about all of it comes last."""
        every = [finding for listed in self._listed.values() for finding in listed]
        return tuple(sorted(every, key=lambda it: (it.line is None, it.line or 0)))

    def as_error(self) -> UnusableFile:
        listed = self.listed[: self.most]
        return UnusableFile([Problem(it.message, it.line) for it in listed], self.total)


def shorten(value: object, most: int = 40) -> str:
    """Return a value from the file as a few characters of code, with nothing private in them."""
    text = " ".join(mask(str(value)[:LOOKED_AT])[: 4 * most].split()).replace("`", "'")
    text = "".join(it if it.isprintable() else HIDDEN for it in text)
    return f"`{text}`" if len(text) <= most else f"`{text[: most - 1]}…`"


@lru_cache(maxsize=100)
def called(name: str) -> str:
    """Return a column's name for a message."""
    return shorten(name)


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

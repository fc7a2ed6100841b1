"""Names of tuned models: what is free, and which one somebody means."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import count

LENGTH = 40  # what Gemini allows
# What commands mean by these words: alone, or with something behind them.
ALONE = frozenset({"all", "mine", "shared", "everyone"})
BEFORE = frozenset({"find", "describe", "share", "delete", "private"})
ALMOST = 0.6


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """Return *wanted*, with a number behind it if that is taken. Capitals make no difference."""
    used = {name.casefold() for name in taken}
    return next(name for name in _numbered(wanted) if name.casefold() not in used)


def _numbered(name: str) -> Iterable[str]:
    yield name
    for number in count(2):
        end = f" {number}"
        yield name[: LENGTH - len(end)].rstrip() + end


def reserved(name: str) -> str | None:
    """Say why a name can't be had: a command would mean something else by it. None if it can."""
    words = name.casefold().split()
    if words and words[0] in BEFORE:
        return f"Begin with another word: commands mean something else by “{words[0]} …”."
    if len(words) == 1 and words[0] in ALONE:
        return f"Add a word: `/models {words[0]}` means something else."
    return None


def split(text: str, names: Iterable[str]) -> tuple[str, str] | None:
    """Return the longest of *names* that *text* begins with, and the rest of the text.

    ``NAME rest`` and ``NAME: rest`` are the same.
    """
    text = text.strip()
    fits = [name for name in names if _begins(text, name)]
    if not fits:
        return None
    name = max(fits, key=len)
    return name, text[len(name) :].lstrip().removeprefix(":").strip()


def _begins(text: str, name: str) -> bool:
    rest = text[len(name) :]
    return text[: len(name)].casefold() == name.casefold() and rest[:1].strip() in {"", ":"}


def near(text: str, names: Iterable[str], most: int = 3) -> Sequence[str]:
    """Return the names that are almost what *text* begins with, the nearest first."""
    words = text.replace(":", " ").casefold().split()
    likeness = {name: _likeness(name, words) for name in names}
    almost = [name for name in likeness if likeness[name] >= ALMOST]
    return sorted(almost, key=lambda name: -likeness[name])[:most]


def _likeness(name: str, words: Sequence[str]) -> float:
    """Compare a name with as many words as it has."""
    begins = " ".join(words[: len(name.split())])
    return SequenceMatcher(None, name.casefold(), begins).ratio()

"""Texts made alike that differ only in form, case, marks and blanks: many of them at once."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

BREAK = "\x1e"  # between texts that are gone through together
INSTEAD = "\x1d"  # where it is in a text

_NO_MATTER = bytes(
    code
    for code in range(128)
    if chr(code) != BREAK and unicodedata.category(chr(code))[0] in "PZC"
)
_LOWER = bytes(range(256)).lower()
_ASCII = bytes(range(128))
_DIGITS = frozenset(b"0123456789")
_JAMO = range(0x1160, 0x1200)  # they join what stands before them
FEW = 40  # different characters, one by one
SHORT = 32  # characters of a pair in which the marks in a number count: 1.5 is not 15
NUMBERS = re.compile(r"-?[0-9]+(?:[.,:/-][0-9]+)*")


def joined(texts: Sequence[str]) -> str:
    whole = BREAK.join(texts)
    if whole.count(BREAK) == len(texts) - 1:
        return whole
    return BREAK.join(text.replace(BREAK, INSTEAD) for text in texts)


def foreign(raw: bytes) -> frozenset[str]:
    """Return the characters of some UTF-8 that are not ASCII."""
    return frozenset() if raw.isascii() else frozenset(raw.translate(None, _ASCII).decode())


def folded(whole: bytes) -> bytes:
    """Fold joined texts that are ASCII, or `plain`; still joined."""
    return whole.translate(_LOWER, _NO_MATTER)


def fold(text: str) -> bytes:
    """Fold one text: NFKC, no case, no punctuation, blanks or control characters."""
    whole = joined([text])
    return folded(plain(whole, foreign(whole.encode())))


def pair_key(pair: tuple[bytes, bytes], texts: Sequence[str]) -> int:
    """Return a number that two pairs, folded, have in common if one nearly is the other."""
    if sum(map(len, pair)) < SHORT and any(it in _DIGITS for text in pair for it in text):
        numbers = tuple(tuple(NUMBERS.findall(text)) for text in texts)
        return hash((pair, numbers))
    return hash(pair)


def plain(whole: str, others: Iterable[str]) -> bytes:
    """Fold of joined texts the characters *others*, which are not ASCII."""
    replaced = {it: _alone(it) for it in others}
    if None in replaced.values():
        whole = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", whole).casefold())
        return _replaced(whole, {it: _kept(it) for it in foreign(whole.encode())}).encode()
    return _replaced(whole, {it: to or "" for it, to in replaced.items()}).encode()


def _replaced(whole: str, by: dict[str, str]) -> str:
    changed = {it: plain for it, plain in by.items() if it != plain}
    if len(changed) > FEW:
        return whole.translate(str.maketrans(changed))
    for it, plain in changed.items():
        whole = whole.replace(it, plain)
    return whole


@lru_cache(maxsize=2**14)
def _alone(character: str) -> str | None:
    """Fold one character; None if it may be another one together with its neighbour."""
    plain = unicodedata.normalize("NFKC", character)
    if any(unicodedata.category(it)[0] == "M" or ord(it) in _JAMO for it in character + plain[:1]):
        return None
    plain = unicodedata.normalize("NFKC", plain.casefold())
    return "".join(map(_kept, plain))


def _kept(character: str) -> str:
    return "" if unicodedata.category(character)[0] in "PZC" else character

"""Letters that came out garbled: UTF-8 that somebody took for Windows' own encoding."""

import re
from collections.abc import Collection, Iterator

# A garbled letter is a first byte, then those that go on, each as Windows shows it.
_BYTES = bytes(range(0x80, 0xC0)).decode("cp1252", "ignore") + "".join(map(chr, range(0x80, 0xC0)))
_GOING_ON = frozenset(_BYTES)
_GO_ON = f"[{re.escape(_BYTES)}]"
_NO_QUOTE = f"(?![“”‘’»«]){_GO_ON}"  # a quotation may end with such a letter
_MOJIBAKE = re.compile(
    f"[ÂÃ]{_GO_ON}|[ÄÅÎÏÐÑ×ØÙ]{_NO_QUOTE}|â[€‚„†]{_GO_ON}|â{_GO_ON}{{2}}"
    f"|ð[Ÿ\x9f]{_GO_ON}{{2}}|(?:[ãäåæçèé]{_GO_ON}{{2}}){{2}}|ï»¿|ï¿½|\ufffd"
)
_LEADS = frozenset("ÂÃÄÅÎÏÐÑ×ØÙâðãäåæçèéï")
_LOST = "\ufffd"


def is_garbled(text: str) -> bool:
    return _MOJIBAKE.search(text) is not None


def suspicious(whole: str, others: Collection[str]) -> frozenset[str]:
    """Return what makes a closer look worthwhile, of which one is in each garbled text.

    *others* are the characters of a long text that are not ASCII. Many languages have the
    letters that garbled ones begin with, but hardly ever with the others behind them.
    """
    found = {_LOST} if _LOST in others else set[str]()
    if not _GOING_ON.isdisjoint(others):
        found.update(it for lead in _LEADS.intersection(others) for it in _pairs(whole, lead))
    return frozenset(found)


def _pairs(whole: str, lead: str) -> Iterator[str]:
    _, *behind = whole.split(lead)
    return (lead + it for it in _GOING_ON.intersection(part[:1] for part in behind))

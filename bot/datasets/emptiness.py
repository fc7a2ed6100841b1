"""Values that stand for none: what programs and people write where there is nothing."""

_EMPTY = {
    *("n/a", "#n/a", "n.a.", "na", "<na>", "null", "none", "nil", "nan", "#null!", "undefined"),
    *("-", "--", "---", "\u2013", "\u2014", "_", ".", "..", "...", "\u2026", "?", "??", "???"),
    *("/", "*", "tbd", "todo", "(empty)", "[empty]", "<empty>", "(blank)", "[]", "{}", "()"),
    *('""', "''", "#ref!", "#value!", "#name?", "#div/0!", "#num!"),
}
LONGEST = max(map(len, _EMPTY))


def looks_empty(text: str) -> bool:
    return text.strip().casefold() in _EMPTY

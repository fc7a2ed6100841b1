"""The filters of lists (AIP-160): `labels.KEY="VALUE"`, `labels.KEY:*`, AND, OR, NOT, ( and ).

As in Google's grammar, OR binds closer than AND, and what only stands side by side is joined by
AND.
"""

import re
from collections.abc import Callable, Mapping

from playground.google.errors import ApiError, invalid

Values = Mapping[str, str]  # a resource's fields, labels as `labels.KEY`
Test = Callable[[Values], bool]

_TOKEN = re.compile(
    r"\s*(?:(?P<mark>[()])|(?P<word>(?:AND|OR|NOT)\b)|"
    r"(?P<field>-?[A-Za-z_][\w.\-]*)\s*(?P<operator>!=|=|:)\s*"
    r'(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s()"]+)))'
)
_SNAKE = {"displayName": "display_name", "baseModel": "base_model"}


def parse(text: str, fields: frozenset[str]) -> Test:
    """Return what tells whether a resource fits; *fields* may be asked for, beside labels."""
    if not text.strip():
        return _all
    reader = _Reader(text, fields)
    test = reader.all()
    reader.expect_end()
    return test


def _all(_: Values) -> bool:
    return True


class _Reader:
    def __init__(self, text: str, fields: frozenset[str]) -> None:
        self._text, self._fields, self._at = text.rstrip(), fields, 0

    def all(self) -> Test:
        tests = [self._any()]
        while not self._over() and self._peek() != ")":
            self._skip("AND")
            tests.append(self._any())
        return lambda values: all(test(values) for test in tests)

    def expect_end(self) -> None:
        if not self._over():
            raise self._bad()

    def _any(self) -> Test:
        tests = [self._one()]
        while self._skip("OR"):
            tests.append(self._one())
        return lambda values: any(test(values) for test in tests)

    def _one(self) -> Test:
        if self._skip("NOT"):
            test = self._one()
            return lambda values: not test(values)
        if self._skip("("):
            test = self.all()
            if not self._skip(")"):
                raise self._bad()
            return test
        return self._comparison()

    def _comparison(self) -> Test:
        found = _TOKEN.match(self._text, self._at)
        if not found or not found["field"]:
            raise self._bad()
        self._at = found.end()
        field, operator = found["field"], found["operator"]
        negated = field.startswith("-") or operator == "!="
        test = self._test(field.lstrip("-"), operator, found)
        return (lambda values: not test(values)) if negated else test

    def _test(self, told: str, operator: str, found: re.Match[str]) -> Test:
        field = _SNAKE.get(told, told)
        if not (field.startswith("labels.") or field in self._fields):
            known = ", ".join(["labels.KEY", *sorted(self._fields)])
            raise invalid(f"The filter knows {known}, but not {told}.", "filter")
        if found["bare"] == "*" and operator == ":":
            return lambda values: field in values
        wanted = re.sub(r"\\(.)", r"\1", found["quoted"]) if found["quoted"] else found["bare"]
        return lambda values: values.get(field) == (wanted or "")

    def _skip(self, word: str) -> bool:
        if self._peek() != word:
            return False
        found = _TOKEN.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return True

    def _peek(self) -> str:
        found = _TOKEN.match(self._text, self._at)
        return (found["mark"] or found["word"] or "") if found else ""

    def _over(self) -> bool:
        return self._at >= len(self._text)

    def _bad(self) -> ApiError:
        rest = self._text[self._at :].strip() or "its end"
        return invalid(f"The filter cannot be read from {rest!r} on.", "filter")

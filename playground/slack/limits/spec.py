"""The small language that Slack's limits are written in.

A `Check` takes a value and the JSON pointer to it, and yields what is wrong in Slack's words.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

Json = dict[str, Any]
Check = Callable[[Any, str], Iterator[str]]


def problem(words: str, at: str) -> str:
    return f"[ERROR] {words} [json-pointer:{at}]"


def string(longest: int | None = None, shortest: int = 0) -> Check:
    """Lengths are in characters; Slack names the first length that is too much."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield problem("must provide a string", at)
        elif longest is not None and len(value) > longest:
            yield problem(f"must be less than {longest + 1} characters", at)
        elif len(value) < shortest:
            yield problem(f"must be more than {shortest - 1} characters", at)

    return check


def link(longest: int = 3000) -> Check:
    length = string(longest, 1)

    def check(value: Any, at: str) -> Iterator[str]:
        if isinstance(value, str) and value and not value.startswith(("http://", "https://")):
            yield problem("must be a valid URL", at)
        else:
            yield from length(value, at)

    return check


def flag(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield problem("must provide a boolean", at)


def integer(low: int, high: int | None = None) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield problem("must provide an integer", at)
        elif value < low or (high is not None and value > high):
            yield problem(f"must be between {low} and {high or 'any'}", at)

    return check


def number(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        yield problem("must provide a number", at)


def anything(_value: Any, _at: str) -> Iterator[str]:
    yield from ()


def choice(*values: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if value not in values:
            yield problem(f"must be one of: {', '.join(values)}", at)

    return check


def array(of: Check, most: int, least: int = 1) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield problem("must provide an array", at)
            return
        items = cast("list[Any]", value)
        if len(items) > most:
            yield problem(f"no more than {most} items allowed", at)
        if len(items) < least:
            yield problem(f"no fewer than {least} items allowed", at)
        for index, item in enumerate(items[:most]):
            yield from of(item, f"{at}/{index}")

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """Take an object with these keys and no other; every object may have a `type`."""
    known = {"type": anything, **required, **(optional or {})}

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must provide an object", at)
            return
        fields = cast("Json", value)
        for name in required:
            if fields.get(name) is None:
                yield problem(f"missing required field: {name}", at)
        for name, content in fields.items():
            if name not in known:
                yield problem(f"invalid additional property: {name}", at)
            elif content is not None:
                yield from known[name](content, f"{at}/{name}")

    return check


def variants(kinds: Mapping[str, Check], allowed: set[str] | None = None) -> Check:
    """Take an object whose `type` says which check it must pass; of them only *allowed* ones."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must provide an object", at)
            return
        kind = cast("Json", value).get("type")
        if kind is None:
            yield problem("missing required field: type", at)
        elif kind not in kinds or (allowed is not None and kind not in allowed):
            yield problem(f"unsupported type: {kind}", f"{at}/type")
        else:
            yield from kinds[kind](value, at)

    return check


def both(*checks: Check) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        for each in checks:
            yield from each(value, at)

    return check


def one_of(*names: str) -> Check:
    """Of these keys at least one is there."""

    def check(value: Any, at: str) -> Iterator[str]:
        if isinstance(value, dict) and all(cast("Json", value).get(name) is None for name in names):
            yield problem(f"missing required field: {' or '.join(names)}", at)

    return check


def not_both(one: str, other: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if isinstance(value, dict) and value.get(one) and value.get(other):  # pyright: ignore[reportUnknownMemberType]
            yield problem(f"{one} and {other} can't be used together", at)

    return check

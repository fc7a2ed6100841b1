"""What a fix does to one row, whatever the others are."""

from collections.abc import Collection
from typing import Any

from bot.datasets.controls import CONTROL
from bot.datasets.emptiness import looks_empty
from bot.datasets.privacy import mask
from bot.datasets.soundness import can_be_sent
from bot.domain import Fix, Limits

ROUNDS = 8  # one mending may ask for another: what is cut may end with a blank


def mended(value: Any, fixes: Collection[Fix], most: int | None) -> Any:
    """Return a value with all that is asked for done to it; what is no text stays as it is."""
    if not isinstance(value, str):
        return value
    for _ in range(ROUNDS):
        before = value
        if Fix.TRIM in fixes:
            value = CONTROL.sub("", value).strip()
        if Fix.MASK in fixes:
            value = mask(value)
        if Fix.CUT in fixes and most:
            value = value[:most]
        if value == before:
            break
    return value


def most_of(limits: Limits) -> tuple[int | None, int | None]:
    return limits.input_characters, limits.output_characters


def is_droppable(values: tuple[Any, Any]) -> bool:
    """Say whether a row is no pair of texts, or one of its values only looks like one."""
    return not all(map(_is_value, values))


def _is_value(value: Any) -> bool:
    return (
        isinstance(value, str)
        and bool(value.strip())
        and can_be_sent(value)
        and not looks_empty(value)
    )

"""What Slack adds to blocks that it is given."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from playground.slack.ids import block_id

Json = dict[str, Any]


def with_ids(blocks: Sequence[Json], before: Sequence[Json] | None = None) -> list[Json]:
    """Return the blocks with an id for each block and element that has none.

    Where *before* has the same block at the same place, its ids are taken.
    """
    known = list(before or [])
    pairs = [(block, known[at] if at < len(known) else {}) for at, block in enumerate(blocks)]
    return [_with_id(block, old) for block, old in pairs]


def _with_id(block: Json, old: Json) -> Json:
    same = old.get("type") == block["type"]
    named: Json = filled(block)
    if not named.get("block_id"):
        named["block_id"] = old.get("block_id") if same else block_id()
    for element in elements(named):
        if element["type"] != "image" and not element.get("action_id"):
            element["action_id"] = block_id()
    return named


def elements(block: Json) -> Iterator[Json]:
    """Yield what can be pressed or filled in in a block."""
    for name in ("element", "accessory"):
        if block.get(name):
            yield block[name]
    if block["type"] in {"actions", "context_actions"}:
        yield from block["elements"]
    for child in block.get("child_blocks", ()):
        yield from elements(child)
    cards: list[Json] = block["elements"] if block["type"] == "carousel" else [block]
    for card in cards:
        if card["type"] == "card":
            yield from card.get("actions", ())


def filled(value: Any) -> Any:
    """Return a deep copy in which texts say all that Slack lets them say."""
    if isinstance(value, list):
        return [filled(each) for each in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    copy = {name: filled(each) for name, each in cast("Json", value).items()}
    if copy.get("type") == "plain_text" and "text" in copy:
        copy.setdefault("emoji", True)
    if copy.get("type") == "mrkdwn" and "text" in copy:
        copy.setdefault("verbatim", False)
    return copy

"""What no block shows alone: unique ids, sums over a message, what a form must have."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, cast

from playground.slack.limits.spec import Json, problem

MARKDOWN_CHARACTERS = 12_000
MESSAGE_CHARACTERS = 13_200
CHARTS = 2
STATEFUL = ("options", "option_groups")


def unique_ids(blocks: Sequence[Json], at: str) -> Iterator[str]:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id and block_id in seen:
            yield problem(f"block_id {block_id} already exists", f"{at}/{index}/block_id")
        seen.add(block_id or "")
        yield from _unique_actions(block, f"{at}/{index}")


def _unique_actions(block: Json, at: str) -> Iterator[str]:
    ids = Counter(it["action_id"] for it, _ in elements(block, at) if it.get("action_id"))
    for action_id, count in ids.items():
        if count > 1:
            yield problem(f"action_id {action_id} already exists", f"{at}/elements")


def elements(block: Json, at: str) -> Iterator[tuple[Json, str]]:
    """Yield what can be pressed or filled in in a block, with the pointer to it."""
    for name in ("element", "accessory"):
        if isinstance(block.get(name), dict):
            yield block[name], f"{at}/{name}"
    listed = cast("list[Any]", block.get("elements") or [])
    if block.get("type") in {"actions", "context_actions"}:
        for index, each in enumerate(listed):
            yield each, f"{at}/elements/{index}"


def initial_choices(blocks: Sequence[Json], at: str) -> Iterator[str]:
    """Say what is chosen at first without being one of the options, letter by letter."""
    for index, block in enumerate(blocks):
        for element, where in elements(block, f"{at}/{index}"):
            offered = _offered(element)
            given = [element.get("initial_option"), *element.get("initial_options", [])]
            if offered and any(each and each not in offered for each in given):
                yield problem("initial_option must exactly match one of the options", where)


def _offered(element: Json) -> list[Json]:
    groups: list[Json] = element.get("option_groups") or []
    return [*(element.get("options") or []), *(o for g in groups for o in g["options"])]


def one_focus(blocks: Sequence[Json], at: str) -> Iterator[str]:
    focused = [it for b in blocks for it, _ in elements(b, at) if it.get("focus_on_load")]
    if len(focused) > 1:
        yield problem("only one element can have focus_on_load set to true", at)


def tables(blocks: Sequence[Json]) -> int:
    return sum(block.get("type") in {"table", "data_table"} for block in blocks)


def charts(blocks: Sequence[Json], at: str) -> Iterator[str]:
    if sum(block.get("type") == "data_visualization" for block in blocks) > CHARTS:
        yield problem(f"no more than {CHARTS} data_visualization blocks allowed", at)


def markdown(blocks: Sequence[Json], at: str) -> Iterator[str]:
    texts = [block["text"] for block in blocks if block.get("type") == "markdown"]
    if sum(map(len, texts)) > MARKDOWN_CHARACTERS:
        words = f"all markdown blocks together must be less than {MARKDOWN_CHARACTERS + 1}"
        yield problem(f"{words} characters", at)


def characters(value: Any) -> int:
    """Return how many characters of text there are anywhere inside *value*."""
    if isinstance(value, dict):
        fields = cast("Json", value)
        own = len(fields["text"]) if isinstance(fields.get("text"), str) else 0
        return own + sum(characters(each) for each in fields.values())
    if isinstance(value, list):
        return sum(characters(each) for each in cast("list[Any]", value))
    return 0


def submit_button(view: Json, at: str) -> Iterator[str]:
    asks = any(block.get("type") == "input" for block in view.get("blocks", []))
    if view.get("type") == "modal" and asks and not view.get("submit"):
        yield problem("missing required field: submit (there are input blocks)", at)

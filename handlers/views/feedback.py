"""What may follow an answer: ask again, compare with the base model, say what it was worth."""

from typing import Any

from bot.domain import Answer
from handlers.views import kit, listing

AGAIN = "feedback.again"
COMPARE = "compare.press"
GOOD, BAD = "feedback.good", "feedback.bad"
RATED = "feedback.rated"

KEPT = {
    True: "Kept: a good answer. Press the other thumb if you change your mind.",
    False: "Kept: a bad answer. Press the other thumb if you change your mind.",
}


def row(answer_id: str, given: Answer) -> kit.Block:
    """Return the buttons below a kept answer; there is nothing to rate where nothing was said."""
    buttons = [kit.button(AGAIN, "Again", answer_id)]
    if given.text.strip():
        buttons += [
            kit.button(COMPARE, "Compare with base", answer_id),
            kit.button(GOOD, ":+1:", answer_id, accessibility_label="A good answer"),
            kit.button(BAD, ":-1:", answer_id, accessibility_label="A bad answer"),
            listing.of_answer(answer_id),
        ]
    return kit.actions(*buttons)


def rated(view: dict[str, Any], words: str) -> kit.View:
    """Return a modal with *words* below its buttons, in the place of earlier ones."""
    blocks: list[kit.Block] = []
    for block in view["blocks"]:
        if block["block_id"] != RATED:
            blocks.append(block)
        if GOOD in {it.get("action_id") for it in block.get("elements", [])}:
            blocks.append(kit.context(words) | {"block_id": RATED})
    return kit.changed(view, blocks)

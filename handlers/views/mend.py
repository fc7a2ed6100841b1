"""What mending a file would change, before it is taken."""

from typing import Any

from bot.domain import Difference, Example, Fix
from handlers.views import findings, kit, words

TAKE = "preflight.take"
HOLD_OUT = "preflight.hold_out"
BACK = "preflight.back"

SIDE = 160  # characters shown of each side of an example
EXPLAINED = {
    Fix.TRIM: "Blanks around values go, and control characters in them.",
    Fix.DROP_EMPTY: "Rows go that have no input or no output, or one that only looks like one.",
    Fix.DEDUPE: "Of rows that are alike, to the letter or nearly, the first stays.",
    Fix.ONE_OUTPUT: "Of the different outputs of an input, the commonest stays.",
    Fix.CUT: "Values over the limit end there.",
    Fix.MASK: "Addresses, numbers and keys are replaced by what they are, such as [e-mail].",
}
HELD_OUT = (
    "These rows are not trained on. When the model is ready, I ask up to 20 of them of it and of "
    "its base model, and say how many each has right. Rows that are nearly the same stay together."
)
SPLIT = "About *{}* would be held out; *{:,}* stay to train on."
NOTHING = "It would change nothing."
NEW = "It makes a new version; the one before stays as it is."


def build(draft: str, fix: Fix, difference: Difference) -> kit.View:
    """Show what *fix* does to a draft's file; it is done only when it is taken."""
    changes = difference.removed or difference.changed
    take = kit.button(TAKE, "Take it", f"{draft} {fix}", style="primary")
    return kit.modal(
        "What would change",
        [
            kit.section(f"*{findings.label(fix)}.* {EXPLAINED[fix]}"),
            kit.section(summary(difference)),
            *_pairs(difference),
            kit.actions(*([take] if changes else []), kit.button(BACK, "Back", draft)),
            *([kit.context(NEW)] if changes else []),
        ],
    )


def build_split(draft: str, percent: int, rows: int, of: int) -> kit.View:
    """Show what holding out a share of the rows means."""
    take = kit.button(HOLD_OUT, "Take it", f"{draft} {percent}", style="primary")
    return kit.modal(
        "What would change",
        [
            kit.section(f"*Hold out {percent} %.* {HELD_OUT}"),
            kit.section(SPLIT.format(words.count(rows, "row"), of - rows)),
            kit.actions(take, kit.button(BACK, "Back", draft)),
            kit.context(NEW),
        ],
    )


def read_split(action: dict[str, Any]) -> tuple[str, int]:
    """Return the draft, and the share to hold out in percent."""
    draft, _, percent = action["value"].partition(" ")
    return draft, int(percent)


def summary(difference: Difference) -> str:
    removed, changed = difference.removed, difference.changed
    told = [f"*{words.count(removed, 'row')}* would go"] if removed else []
    told += [f"*{words.count(changed, 'row')}* would change"] if changed else []
    return f"{' and '.join(told)}." if told else NOTHING


def read(action: dict[str, Any]) -> tuple[str, Fix]:
    """Return the draft and the fix that a pressed button is about."""
    draft, _, fix = action["value"].partition(" ")
    return draft, Fix(fix)


def _pairs(difference: Difference) -> list[kit.Block]:
    if not difference.pairs:
        return []
    rows = [_pair(before, after) for before, after in difference.pairs]
    return [kit.section("\n\n".join(["*For example* (only you see them)", *rows]))]


def _pair(before: Example, after: Example | None) -> str:
    if before == after:  # what is private is masked in both
        return f"now: {side(before)}"
    now = f"now: {side(after)}" if after else "now: _gone_"
    return f"before: {side(before)}\n{now}"


def side(example: Example) -> str:
    """Show an example in one line. Blanks at its ends are marked, since they are what changes."""
    return f"{_shown(example.text_input)} → {_shown(example.output)}"


def _shown(text: str) -> str:
    inner = text.strip()
    start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    marked = "␣" * len(start) + " ".join(inner.split()) + ("␣" * len(end) if inner else "")
    return kit.escape(kit.cut(marked, SIDE)) or "_nothing_"

"""What was found in the file, before anything is started."""

from typing import Any

from bot.domain import Example, Preflight, TuningJob
from handlers.views import kit, start, words

BEGIN = "start.begin"  # the form's submit
CHANGE = "start.change"  # back to the form
REOPEN = "start.reopen"  # a button, for somebody who closed the modal

ROW = 120  # characters shown of each side of an example

NO_ESTIMATE = "no estimate yet: it is the first training on this base model here"


def build(found: Preflight, said: str = "") -> kit.View:
    """Lay it out, with what Tuner *said* above it; submitting it starts the training."""
    answers = start.Answers.of(found.draft)
    name = kit.escape(found.draft.order.display_name)
    blocks = [
        *kit.warning(said),
        kit.section(f"*{name}* can start. {summary(found)}"),
        kit.fields(*_facts(found)),
        *_examples(found.first),
        kit.actions(kit.button(CHANGE, "Change", answers.dump())),
    ]
    data = {"draft": found.draft.id, "name": found.draft.order.display_name}
    return kit.form(BEGIN, "Ready to start", blocks, submit="Start", data=data, close="Not now")


def message(found: Preflight) -> kit.Message:
    """Return the same as a message, for somebody who has closed the modal."""
    name = kit.escape(found.draft.order.display_name)
    text = f"I have read the file for *{name}*: it can start. {summary(found)}"
    return kit.Message(text=text, blocks=[kit.section(text), kit.actions(again(found))])


def again(found: Preflight) -> kit.Block:
    """Return the button that shows it anew."""
    return kit.button(REOPEN, "Look and start", found.draft.id, style="primary")


def read(view: dict[str, Any]) -> str:
    """Return the draft's id."""
    return kit.data(view)["draft"]


def wanted_name(view: dict[str, Any]) -> str:
    """Return the name that was asked for."""
    return kit.data(view)["name"]


def renamed(job: TuningJob, wanted: str) -> str:
    """Say that the name was taken, if it was."""
    name = job.order.display_name
    if name == wanted:
        return ""
    return f" There is a *{kit.escape(wanted)}* already, so it is called *{kit.escape(name)}*."


def summary(found: Preflight) -> str:
    return f"{words.count(found.examples, 'example')}, {words.count(found.steps, 'step')}."


def _facts(found: Preflight) -> list[tuple[str, str]]:
    order = found.draft.order
    given, chosen = order.hyperparameters, words.sampling(order.sampling)
    expected = f"about {words.spell(found.expected)}" if found.expected else NO_ESTIMATE
    return [
        ("Starts from", words.base(order)),
        ("File", kit.escape(found.draft.file_name or "attached")),
        ("Epochs and batch size", f"{given.epochs}, {given.batch_size}"),
        ("Learning rate", words.rate(given)),
        *([("Answers with", chosen)] if chosen else []),
        *([("Id", order.model_id)] if order.model_id else []),
        ("Expected time", expected),
        ("Posts in", f"<#{order.channel}>"),
        ("Who may ask", start.AUDIENCES[order.audience]),
    ]


def _examples(first: tuple[Example, ...]) -> list[kit.Block]:
    if not first:
        return []
    rows = [f"• {_side(it.text_input)} → {_side(it.output)}" for it in first]
    return [kit.section("\n".join(["*The first rows* (only you see them)", *rows]))]


def _side(text: str) -> str:
    return kit.escape(kit.cut(" ".join(text.split()), ROW))

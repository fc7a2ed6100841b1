"""The form that starts a tuning job: how it looks, and how to read it back."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self

from bot.domain import Audience, BaseModel, Draft, Hyperparameters, Limits, Order
from bot.errors import InvalidForm, TunerError, UnusableFile
from handlers.views import kit

OPEN = "start.press"  # a button that opens the form
REFILL = "start.refill"  # a button that opens it with the answers in its value
SUBMIT = "start.submit"

TITLE = "Teach a model"
NAME_LENGTH = Limits().display_name
EPOCHS = (1, 100)
BATCH_SIZE = (1, 64)
FASTEST = 1.0  # learning rate; beyond it nothing is learnt
LISTED = 20  # problems of a file shown in the modal

AUDIENCES = {
    Audience.CHANNEL: "Everybody in that channel",
    Audience.ME: "Only me",
    Audience.EVERYONE: "Everybody in this workspace",
}

KEPT = ":paperclip: *{}* stays attached. Add another file only to replace it."
HINTS = {
    "file": "CSV with the columns text_input and output, or JSON lines with these fields. "
    "Up to 10 MB.",
    "epochs": "How often each example is seen: 1 to 100. More learns the examples better, and "
    "takes longer.",
    "batch_size": "How many examples each step learns from: 1 to 64. Smaller means more steps.",
    "learning_rate": "How far each step goes: above 0, up to 1. If the loss jumps up, try a "
    "smaller one.",
    "channel": "The card that follows the training goes there. Invite me to it first.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What stands in the form. *file_id* is empty until a file is attached.

    *thread_ts* is where the person came from; a refusal is told there if the modal is gone.
    """

    display_name: str = ""
    base_model: str = ""
    file_id: str = ""
    file_name: str = ""
    hyperparameters: Hyperparameters = field(default_factory=Hyperparameters)
    channel: str = ""
    audience: Audience = Audience.CHANNEL
    thread_ts: str = ""

    @classmethod
    def of(cls, draft: Draft) -> Self:
        order = draft.order
        return cls(
            display_name=order.display_name,
            base_model=order.base_model,
            file_id=draft.file_id,
            file_name=draft.file_name,
            hyperparameters=order.hyperparameters,
            channel=order.channel,
            audience=order.audience,
        )

    @classmethod
    def load(cls, text: str) -> Self:
        """Read what `dump` wrote."""
        kept: dict[str, Any] = json.loads(text)
        kept["hyperparameters"] = Hyperparameters(**kept["hyperparameters"])
        kept["audience"] = Audience(kept["audience"])
        return cls(**kept)

    def dump(self) -> str:
        """Return the answers as a button's value."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def draft(self, id: str, *, owner: str, view: str, received: datetime) -> Draft:
        """Return what is written down of the form before Slack hears that it has arrived."""
        order = Order(
            display_name=self.display_name,
            base_model=self.base_model,
            channel=self.channel,
            audience=self.audience,
            hyperparameters=self.hyperparameters,
        )
        return Draft(
            id=id,
            owner=owner,
            order=order,
            file_id=self.file_id,
            file_name=self.file_name,
            view=view,
            received=received,
        )


def build(answers: Answers, bases: Sequence[BaseModel], *, words: str = "") -> kit.View:
    """Lay out the form, with *words* of ours above it; `read` is its inverse."""
    blocks = [
        *kit.warning(words),
        _name(answers),
        _base_model(answers, bases),
        *_file(answers),
        *_hyperparameters(answers.hyperparameters),
        _channel(answers),
        _audience(answers),
    ]
    keep = {
        "channel": answers.channel,
        "thread_ts": answers.thread_ts,
        "file_id": answers.file_id,
        "file_name": answers.file_name,
    }
    return kit.form(SUBMIT, TITLE, blocks, submit="Check the file", data=keep)


def again(answers: Answers, label: str = "Change") -> kit.Block:
    """Return the button that opens the form with these answers."""
    return kit.button(REFILL, label, answers.dump())


def words_of(error: TunerError) -> str:
    """Say what is wrong, of a file everything that is, each with its line."""
    if not isinstance(error, UnusableFile) or error.total == 1:
        return kit.escape(str(error))
    shown = error.problems[:LISTED]
    rows = [f"• {f'Line {it.line}: ' if it.line else ''}{kit.escape(it.message)}" for it in shown]
    hidden = error.total - len(shown)
    more = [f"• …and {hidden} more."] if hidden else []
    return "\n".join([f"*I can't learn from this file: {error.total} problems.*", *rows, *more])


def read(view: dict[str, Any]) -> Answers:
    """Read a submitted form, or raise `InvalidForm`, which marks each field that is wrong."""
    entered, kept, wrong = kit.answers(view), kit.data(view), dict[str, str]()
    answers = Answers(
        display_name=_named(entered.get("display_name", ""), wrong),
        base_model=entered.get("base_model", ""),
        hyperparameters=Hyperparameters(
            epochs=_whole("epochs", entered, EPOCHS, wrong),
            batch_size=_whole("batch_size", entered, BATCH_SIZE, wrong),
            learning_rate=_rate(entered.get("learning_rate", ""), wrong),
        ),
        channel=entered.get("channel", ""),
        audience=Audience(entered.get("audience") or Audience.CHANNEL),
        thread_ts=kept.get("thread_ts", ""),
        **_attached(view, kept),
    )
    if not answers.file_id:
        wrong["file"] = "Attach a file with examples to learn from."
    if not answers.channel:
        wrong["channel"] = "Choose the channel that the card goes to."
    if wrong:
        raise InvalidForm(wrong)
    return answers


def _name(answers: Answers) -> kit.Block:
    element = kit.text_input(answers.display_name, placeholder="increment", max_length=NAME_LENGTH)
    return kit.field("display_name", "Name for the tuned model", element)


def _base_model(answers: Answers, bases: Sequence[BaseModel]) -> kit.Block:
    options = [kit.option(it.display_name, it.name, it.description) for it in bases[:100]]
    return kit.field(
        "base_model", "Base model", kit.choice("static_select", options, answers.base_model)
    )


def _file(answers: Answers) -> list[kit.Block]:
    element: kit.Block = {"type": "file_input", "filetypes": ["csv", "jsonl"], "max_files": 1}
    kept = bool(answers.file_id)
    name = kit.escape(answers.file_name or "Your file")
    return [
        kit.field("file", "Examples", element, hint=HINTS["file"], optional=kept),
        *([kit.context(KEPT.format(name))] if kept else []),
    ]


def _hyperparameters(given: Hyperparameters) -> list[kit.Block]:
    rate = f"{given.learning_rate:.10f}".rstrip("0").rstrip(".")
    elements = {
        "epochs": ("Epochs", kit.number_input(str(given.epochs), low=EPOCHS[0], high=EPOCHS[1])),
        "batch_size": (
            "Batch size",
            kit.number_input(str(given.batch_size), low=BATCH_SIZE[0], high=BATCH_SIZE[1]),
        ),
        "learning_rate": ("Learning rate", kit.text_input(rate, max_length=20)),
    }
    return [kit.field(it, label, box, hint=HINTS[it]) for it, (label, box) in elements.items()]


def _channel(answers: Answers) -> kit.Block:
    element: kit.Block = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if answers.channel:
        element["initial_conversation"] = answers.channel
    else:
        element["default_to_current_conversation"] = True
    return kit.field("channel", "Channel to post in", element, hint=HINTS["channel"])


def _audience(answers: Answers) -> kit.Block:
    options = [kit.option(label, value) for value, label in AUDIENCES.items()]
    radio = kit.choice("radio_buttons", options, answers.audience)
    return kit.field("audience", "Who may ask it", radio)


def _named(name: str, wrong: dict[str, str]) -> str:
    if not name:
        wrong["display_name"] = "Give the tuned model a name."
    elif len(name) > NAME_LENGTH:
        wrong["display_name"] = f"Keep the name to {NAME_LENGTH} characters."
    return name


def _whole(name: str, entered: dict[str, str], span: tuple[int, int], wrong: dict[str, str]) -> int:
    low, high = span
    text = entered.get(name, "")
    if (
        text.isascii()
        and text.isdigit()
        and len(text) <= len(str(high))
        and low <= int(text) <= high
    ):
        return int(text)
    wrong[name] = f"Enter a whole number from {low} to {high}."
    return low


def _rate(text: str, wrong: dict[str, str]) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if 0 < rate <= FASTEST:  # not so for nan, either
        return rate
    wrong["learning_rate"] = "Enter a number above 0, up to 1, such as 0.001."
    return FASTEST


def _attached(view: dict[str, Any], kept: dict[str, Any]) -> dict[str, str]:
    """Return the file that was attached now, or else the one that was kept."""
    state: dict[str, Any] = view["state"]["values"].get("file", {}).get("file") or {}
    new: list[dict[str, Any]] = state.get("files") or []
    if new:
        return {"file_id": new[0]["id"], "file_name": new[0].get("name", "")}
    return {"file_id": kept.get("file_id", ""), "file_name": kept.get("file_name", "")}

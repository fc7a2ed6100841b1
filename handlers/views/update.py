"""The form that changes a tuned model's name and description."""

from dataclasses import dataclass, field
from typing import Any, Self

from bot.domain import Limits, TuningJob
from bot.errors import InvalidInput
from handlers.views import kit

OPEN = "update.press"
SUBMIT = "update.submit"

TITLE = "Describe it"
NAME_LENGTH = Limits().display_name
LONGEST = 3000  # characters that Slack's input takes
HINT = "What it is for, and how to ask it. Everybody who may see the model reads it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What stands in the form. *seen* marks the state of the model that the person looked at."""

    id: str
    display_name: str
    description: str
    seen: str
    place: dict[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def read(cls, view: dict[str, Any]) -> Self:
        """Read a submitted form, or raise `InvalidInput` for its name."""
        entered, kept = kit.answers(view), kit.data(view)
        name = " ".join(entered.get("display_name", "").split())
        if not 1 <= len(name) <= NAME_LENGTH:
            words = f"Give it a name of up to {NAME_LENGTH} characters."
            raise InvalidInput(words, field="display_name")
        return cls(
            id=kept["id"],
            display_name=name,
            description=entered.get("description", ""),
            seen=kept["seen"],
            place={name: kept[name] for name in kept.keys() & {"channel", "thread_ts"}},
        )


def button(job: TuningJob) -> kit.Block:
    return kit.button(OPEN, "Describe", job.id)


def build(now: Description, *, words: str = "") -> kit.View:
    """Lay out the form with what it says *now*; `Description.read` is its inverse."""
    name = kit.text_input(now.display_name, max_length=NAME_LENGTH)
    text = kit.text_input(now.description, multiline=True, max_length=LONGEST)
    blocks = [
        *kit.warning(words),
        kit.field("display_name", "Name", name),
        kit.field("description", "Description", text, hint=HINT, optional=True),
    ]
    keep = {"id": now.id, "seen": now.seen, **now.place}
    return kit.form(SUBMIT, TITLE, blocks, submit="Save", data=keep)


def saved(job: TuningJob) -> str:
    return f":white_check_mark: Saved: *{kit.escape(job.order.display_name)}*."

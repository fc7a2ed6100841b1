"""Asking a tuned model: the button, the form, and who asked what."""

from dataclasses import asdict, dataclass
from typing import Any, Self

from bot.domain import Answer, Question, TuningJob
from bot.errors import InvalidInput
from handlers.views import answer, kit

OPEN = "ask.press"
SUBMIT = "ask.submit"

LONGEST = 3000  # characters that Slack's input takes
MOST_BLOCKS = 60  # of an answer, in the modal
USAGE = "Say which model, and what you ask: `/ask NAME question`. `/models` lists what there is."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Which model is asked, and where from. Without a channel the answer stays in the modal."""

    job: str
    name: str
    channel: str = ""
    thread_ts: str = ""

    @classmethod
    def of(cls, view: dict[str, Any]) -> Self:
        return cls(**kit.data(view))


def button(job: TuningJob) -> kit.Block:
    return kit.button(OPEN, "Ask it", job.id)


def build(
    asking: Asking, *, question: str = "", words: str = "", said: tuple[str, Answer] | None = None
) -> kit.View:
    """Lay out the form; what was asked and *said* before stands above it."""
    blocks = [*kit.warning(words), *(_said(*said) if said else [])]
    box = kit.text_input(question, multiline=True, max_length=LONGEST)
    where = "The answer goes to the channel, for all to see." if asking.channel else ""
    blocks.append(kit.field("question", f"Ask {asking.name}", box, hint=where))
    return kit.form(
        SUBMIT, "Ask a tuned model", blocks, submit="Ask", data=asdict(asking), close="Close"
    )


def read(view: dict[str, Any]) -> Question:
    text = kit.answers(view).get("question", "")
    if not text:
        raise InvalidInput("Write what you want to ask.", field="question")
    return Question(text=text)


def opening(name: str, question: str, user: str) -> str:
    """Say who asked what; it stands above the answer."""
    asked = kit.escape(kit.cut(" ".join(question.split()), 300))
    return f"<@{user}> asked *{kit.escape(name)}*: {asked}"


def _said(question: str, given: Answer) -> list[kit.Block]:
    asked = kit.context(f"You asked: {kit.escape(kit.cut(question, 300))}")
    return [asked, *answer.blocks(given)[:MOST_BLOCKS], kit.divider()]

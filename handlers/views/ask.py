"""Asking a tuned model: the button, the form, and who asked what."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from bot.domain import Answer, Question, Sampling, TuningJob
from bot.errors import InvalidForm
from handlers.views import answer, kit

OPEN = "ask.press"
SUBMIT = "ask.submit"
UNFOLD = "ask.unfold"

LONGEST = 3000  # characters that Slack's input takes
MOST_BLOCKS = 60  # of an answer, in the modal
USAGE = (
    "Say which model, and what you ask: `/ask NAME question`. `/ask private NAME question` "
    "answers only you. `/models` lists what there is."
)
PUBLIC, PRIVATE = "public", "private"
PRIVATELY = "private "  # what a question for the asker's eyes begins with

HOTTEST = 2.0  # temperature
MOST_WORDS = 2048  # tokens of an answer that may be asked for
MOST_CHOICE = 1000  # top-k
LABELS = {
    "temperature": (
        "Temperature",
        "0 to 2. Lower is steadier, higher more surprising. Empty: the model's own.",
    ),
    "top_p": (
        "Top-p",
        "Above 0, up to 1: only the likeliest words, up to that much probability together.",
    ),
    "top_k": ("Top-k", f"1 to {MOST_CHOICE:,}: only that many of the likeliest words."),
    "max_tokens": (
        "Longest answer, in tokens",
        f"1 to {MOST_WORDS:,}. A token is about four letters.",
    ),
    "candidates": ("Answers", "Several answers to the same question, to compare."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Which model is asked, and where from. Without a channel the answer stays in the modal.

    *candidates* is the most answers that the service gives to one question.
    """

    job: str
    name: str
    channel: str = ""
    thread_ts: str = ""
    candidates: int = 1

    @classmethod
    def of(cls, view: dict[str, Any]) -> Self:
        return cls(**kit.data(view))


def button(job: TuningJob) -> kit.Block:
    return kit.button(OPEN, "Ask it", job.id)


def build(
    asking: Asking,
    *,
    question: Question | None = None,
    where: str = PUBLIC,
    words: str = "",
    above: Sequence[kit.Block] = (),
) -> kit.View:
    """Lay out the form; what was asked and `said` before stands *above* it."""
    given = question or Question(text="")
    box = kit.text_input(given.text, multiline=True, max_length=LONGEST)
    blocks = [
        *kit.warning(words),
        *([*above, kit.divider()] if above else []),
        kit.field("question", f"Ask {asking.name}", box),
        *([_where(asking, where)] if asking.channel else []),
        *_settings(asking, given),
    ]
    return kit.form(
        SUBMIT, "Ask a tuned model", blocks, submit="Ask", data=asdict(asking), close="Close"
    )


def unfolded(view: dict[str, Any]) -> kit.View:
    """Return the same form with all settings; what was entered stays, since its blocks do."""
    settings = _fields(Asking.of(view), Question(text=""))
    blocks: list[kit.Block] = []
    for block in view["blocks"]:
        blocks += settings if block["block_id"] == UNFOLD else [block]
    return kit.changed(view, blocks)


def read(view: dict[str, Any]) -> Question:
    """Read a submitted form, or raise `InvalidForm`, which marks each field that is wrong."""
    entered, wrong = kit.answers(view), dict[str, str]()
    if not entered.get("question"):
        wrong["question"] = "Write what you want to ask."
    question = Question(
        text=entered.get("question", ""),
        sampling=Sampling(
            temperature=_number("temperature", entered, HOTTEST, wrong),
            top_p=_number("top_p", entered, 1.0, wrong),
            top_k=_whole("top_k", entered, MOST_CHOICE, wrong),
        ),
        max_tokens=_whole("max_tokens", entered, MOST_WORDS, wrong),
        candidates=int(entered.get("candidates") or 1),
    )
    if question.sampling.top_p == 0:
        wrong["top_p"] = "Enter a number above 0, up to 1."
    if wrong:
        raise InvalidForm(wrong)
    return question


def where(view: dict[str, Any]) -> str:
    """Return who is to see the answer: `PUBLIC` or `PRIVATE`."""
    return kit.answers(view).get("where") or PUBLIC


def opening(name: str, question: str, user: str) -> str:
    """Say who asked what; it stands above the answer."""
    asked = kit.escape(kit.cut(" ".join(question.split()), 300))
    return f"<@{user}> asked *{kit.escape(name)}*: {asked}"


def said(question: str, given: Answer, below: Sequence[kit.Block] = ()) -> list[kit.Block]:
    """Show a question and its answer in the modal, and *below* what may follow."""
    asked = kit.context(f"You asked: {kit.escape(kit.cut(question, 300))}")
    return [asked, *answer.blocks(given)[:MOST_BLOCKS], *below]


def _where(asking: Asking, value: str) -> kit.Block:
    place = "thread" if asking.thread_ts else "channel"
    options = [
        kit.option(f"In the {place}, for all to see", PUBLIC),
        kit.option("Here, only for me", PRIVATE),
    ]
    return kit.field("where", "Where the answer goes", kit.choice("radio_buttons", options, value))


def _settings(asking: Asking, given: Question) -> list[kit.Block]:
    """Fold the settings away while nobody has changed one."""
    if given == Question(text=given.text):
        folded = kit.actions(kit.button(UNFOLD, "More settings"))
        return [folded | {"block_id": UNFOLD}]
    return _fields(asking, given)


def _fields(asking: Asking, given: Question) -> list[kit.Block]:
    values = asdict(given.sampling) | {"max_tokens": given.max_tokens}
    boxes = {name: kit.text_input(_spelt(value), max_length=10) for name, value in values.items()}
    if asking.candidates > 1:
        options = [kit.option(str(n), str(n)) for n in range(1, asking.candidates + 1)]
        boxes["candidates"] = kit.choice("static_select", options, str(given.candidates))
    return [
        kit.field(name, LABELS[name][0], box, hint=LABELS[name][1], optional=True)
        for name, box in boxes.items()
    ]


def _spelt(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _number(name: str, entered: dict[str, str], most: float, wrong: dict[str, str]) -> float | None:
    text = entered.get(name, "").replace(",", ".")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if 0 <= value <= most:  # not so for nan, either
        return value
    wrong[name] = f"Enter a number from 0 to {most:g}, such as 0.7, or leave it empty."
    return None


def _whole(name: str, entered: dict[str, str], most: int, wrong: dict[str, str]) -> int | None:
    text = entered.get(name, "")
    if not text:
        return None
    short = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    if short and 1 <= int(text) <= most:
        return int(text)
    wrong[name] = f"Enter a whole number from 1 to {most:,}, or leave it empty."
    return None

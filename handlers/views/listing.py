"""Code as people see it in a modal: in the language of their choice, as plain text."""

import json

from bot.domain import KeptAnswer, Question, TuningJob
from handlers.views import code, kit
from handlers.views import code_vertex as vertex
from handlers.views.code import Language

OPEN = "code.press"
PICK = "code.pick"
ANSWER = "answer"  # what a value begins with that means an answer, not a job

PIECE = 2800  # characters in one block
PAIRS = "`examples.csv` holds the pairs, in the columns `text_input` and `output`."
KEYS = (
    "It reads an API key from `GEMINI_API_KEY`, and the address of the tuning service from "
    "`TUNING_URL` if that is set."
)


def of_answer(answer_id: str) -> kit.Block:
    """Return the button that shows how to ask the same again."""
    return kit.button(OPEN, "As code", f"{ANSWER} {answer_id}")


def build(
    job: TuningJob, language: Language, kept: KeptAnswer | None, place: dict[str, str]
) -> kit.View:
    """Show code for one question that was asked, or else for the tuning job."""
    if job.site.place.project:
        return _in_the_cloud(job, kept, place)
    what = f"{ANSWER} {kept.id}" if kept else job.id
    words = f"Ask *{kit.escape(job.order.display_name)}* the same" if kept else _again(job)
    text = code.tune(job.order, language)
    if kept:
        text = code.ask(job.model_id, kept.question, language)
    blocks_ = [kit.section(words, select(PICK, language, what)), *blocks(text), kit.context(KEYS)]
    return kit.modal("As code", blocks_) | {"private_metadata": json.dumps(place)}


def _in_the_cloud(job: TuningJob, kept: KeptAnswer | None, place: dict[str, str]) -> kit.View:
    """Show it with the one library that there is for Vertex AI."""
    name = kit.escape(job.order.display_name)
    words = f"Ask *{name}* the same" if kept else f"Tune *{name}* again. {vertex.DATA}"
    text = vertex.ask(job, kept.question) if kept else vertex.tune(job.order)
    shown = [kit.section(words), *blocks(text), kit.context(vertex.SIGN_IN)]
    return kit.modal("As code", shown) | {"private_metadata": json.dumps(place)}


def of_model(job: TuningJob, question: Question) -> list[kit.Block]:
    """Return code for a model in the cloud: how it is asked, and how it was tuned."""
    return [
        kit.section("*Ask it*"),
        *blocks(vertex.ask(job, question)),
        kit.section(f"*Tune it again*\n{vertex.DATA}"),
        *blocks(vertex.tune(job.order)),
        kit.context(vertex.SIGN_IN),
    ]


def select(action: str, language: Language, what: str) -> kit.Block:
    """Return the choice of a language; *what* comes back with it."""
    options = [kit.option(it.label, f"{it} {what}") for it in Language]
    return kit.choice("static_select", options, f"{language} {what}") | {"action_id": action}


def picked(value: str) -> tuple[Language, str]:
    """Read what `select` gives back."""
    language, _, what = value.partition(" ")
    return Language(language), what


def blocks(text: str) -> list[kit.Block]:
    """Return code as blocks, split between lines: nothing in it is read as markup."""
    pieces = [""]
    for line in text.splitlines(keepends=True):
        if len(pieces[-1]) + len(line) > PIECE:
            pieces.append("")
        pieces[-1] += line
    return [_preformatted(piece.rstrip("\n")) for piece in pieces if piece.strip()]


def _again(job: TuningJob) -> str:
    return f"Tune *{kit.escape(job.order.display_name)}* again. {PAIRS}"


def _preformatted(text: str) -> kit.Block:
    words = {"type": "text", "text": text}
    element = {"type": "rich_text_preformatted", "elements": [words]}
    return {"type": "rich_text", "elements": [element]}

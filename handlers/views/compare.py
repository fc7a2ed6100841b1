"""A tuned model's answer and its base model's, side by side."""

from collections.abc import Sequence

from bot.domain import Answer
from handlers.views import answer, kit
from handlers.views.words import model

NAME = 60  # characters of a base model's name
SIDE = 1900  # characters of an answer in one of two columns; Slack takes 2,000
MOST_BLOCKS = 30  # of each, in a modal; Slack takes 100 in all


def opening(name: str, base: str, question: str, user: str) -> str:
    """Say who compared what; it stands above both answers."""
    asked = kit.escape(kit.cut(" ".join(question.split()), 300))
    return f"<@{user}> compared *{kit.escape(name)}* with {model(base)}: {asked}"


def messages(opening: str, name: str, base: str, both: tuple[Answer, Answer]) -> list[kit.Message]:
    """Return both answers in one message; long ones follow each other in messages of their own."""
    tuned, plain = both
    if _fits(tuned) and _fits(plain):
        text = kit.escape(kit.cut(f"{name}: {_words(tuned)}", answer.SHOWN))
        return [kit.Message(text=text, blocks=[kit.context(opening), *_columns(name, base, both)])]
    first = answer.messages(f"{opening}\n*{kit.escape(name)}*", tuned)
    return [*first, *answer.messages(f"*{model(base)}*", plain)]


def blocks(question: str, name: str, base: str, both: tuple[Answer, Answer]) -> list[kit.Block]:
    """Show both in a modal."""
    tuned, plain = both
    asked = kit.context(f"You asked: {kit.escape(kit.cut(question, 300))}")
    if _fits(tuned) and _fits(plain):
        return [asked, *_columns(name, base, both)]
    return [
        asked,
        kit.section(f"*{kit.escape(name)}*"),
        *answer.blocks(tuned)[:MOST_BLOCKS],
        kit.section(f"*{model(base)}*"),
        *answer.blocks(plain)[:MOST_BLOCKS],
    ]


def _columns(name: str, base: str, both: tuple[Answer, Answer]) -> Sequence[kit.Block]:
    """Lay both out as plain text, which Slack does not interpret.

    Where there is no room for two columns they follow each other, so each has its name.
    """
    names = f"{name} (tuned)", f"{kit.cut(kit.unescape(model(base)), NAME)} (base)"
    said = [f"{whose}:\n{_words(it)}" for whose, it in zip(names, both, strict=True)]
    fields = [{"type": "plain_text", "text": text, "emoji": False} for text in said]
    return [{"type": "section", "fields": fields}]


def _fits(said: Answer) -> bool:
    return len(_words(said)) <= SIDE


def _words(said: Answer) -> str:
    """Return an answer with the reason why it stops short, if it does."""
    text = said.text.strip()
    return "\n\n".join(it for it in (text, said.why) if it) or answer.NO_WORDS

"""What a model says, as blocks in which nothing can ping a channel or forge a link.

Its words stand in rich text as plain text elements, which Slack does not interpret.
"""

import re
from collections.abc import Iterator, Sequence

from bot.domain import Answer
from handlers.views import kit

MOST = 8000  # characters in one message; Slack takes about 13,000 in all blocks, escaped
PIECE = 2800  # characters in one block
SHOWN = 500  # characters in a notification
MORE = ":hourglass_flowing_sand: _thinking…_"
NO_WORDS = "The model gave no answer."

CODE = re.compile(r"^```[^\n`]*\n(.*?)(?:^```[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)


def messages(opening: str, answer: Answer) -> list[kit.Message]:
    """Return the messages that an answer needs, the first under *opening*, which is ours."""
    text = _text(answer)
    parts = list(_in_messages(answer.text)) or [[]]
    parts[0].insert(0, kit.context(opening))
    parts[-1].extend(_why(answer))
    return [kit.Message(text=text, blocks=part) for part in parts]


def growing(opening: str, so_far: Answer) -> kit.Message:
    """Return what stands there while more is to come, which may be all of it."""
    shown = next(_in_messages(so_far.text), list[kit.Block]())
    blocks = [kit.context(opening), *shown, kit.context(MORE)]
    return kit.Message(text=f"{opening} {MORE}", blocks=blocks)


def blocks(answer: Answer) -> list[kit.Block]:
    """Return an answer as blocks, however many; what stands between ``` is code."""
    return [*(_rich(kind, piece) for kind, piece in _pieces(answer.text)), *_why(answer)]


def _why(answer: Answer) -> list[kit.Block]:
    words = answer.why or ("" if answer.text.strip() else NO_WORDS)
    return [kit.context(kit.escape(words))] if words else []


def _text(answer: Answer) -> str:
    """Return it for notifications, which show the beginning only."""
    words = answer.text.strip() or answer.why or NO_WORDS
    return kit.escape(kit.cut(words, SHOWN))


def _in_messages(text: str) -> Iterator[list[kit.Block]]:
    held, size = list[kit.Block](), 0
    for kind, piece in _pieces(text):
        if held and size + len(piece) > MOST:
            yield held
            held, size = [], 0
        held.append(_rich(kind, piece))
        size += len(piece)
    if held:
        yield held


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Take text apart where code begins and ends, and where a block is full."""
    for kind, part in _parts(text):
        rest = part.strip("\n") if kind == "rich_text_preformatted" else part.strip()
        while rest:
            piece = _first(rest)
            yield kind, piece
            rest = rest[len(piece) :].lstrip("\n")


def _parts(text: str) -> Iterator[tuple[str, str]]:
    end = 0
    for found in CODE.finditer(text):
        yield "rich_text_section", text[end : found.start()]
        yield "rich_text_preformatted", found[1]
        end = found.end()
    yield "rich_text_section", text[end:]


def _first(text: str) -> str:
    """Return what of *text* fits into a block, up to the end of a line or word if possible."""
    if len(text) <= PIECE:
        return text
    for border in ("\n", " "):
        if (at := text.rfind(border, PIECE // 2, PIECE)) > 0:
            return text[: at + 1]
    return text[:PIECE]


def _rich(kind: str, piece: str) -> kit.Block:
    element = {"type": kind, "elements": [{"type": "text", "text": piece}]}
    return {"type": "rich_text", "elements": [element]}


def spoken(pieces: Sequence[Answer]) -> Answer:
    """Return what was said in pieces as one answer."""
    text = "".join(piece.text for piece in pieces)
    return Answer(text=text, why=next((piece.why for piece in reversed(pieces) if piece.why), ""))

"""What a model says, as blocks in which nothing can ping a channel or forge a link.

Its words stand in rich text as plain text elements, which Slack does not interpret.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.domain import Answer
from handlers.views import kit

MOST = 8000  # characters in one message; Slack takes about 13,000 in all blocks, escaped
MOST_BLOCKS = 40  # in one message; Slack takes 50, and ours stand around them
PIECE = 2800  # characters in one block
SHOWN = 500  # characters in a notification
MORE = ":hourglass_flowing_sand: _thinking…_"
NO_WORDS = "The model gave no answer."

CODE = re.compile(r"^```[^\n`]*\n(.*?)(?:^```[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!])")


def messages(opening: str, answer: Answer, below: Sequence[kit.Block] = ()) -> list[kit.Message]:
    """Return the messages that an answer needs, the first under *opening*, which is ours.

    What may follow stands *below* the last.
    """
    text = _text(answer)
    parts = list(_in_messages(_said(answer))) or [[]]
    parts[0].insert(0, kit.context(opening))
    parts[-1].extend([*_why(answer), *below])
    return [kit.Message(text=text, blocks=part) for part in parts]


def growing(opening: str, so_far: Answer) -> kit.Message:
    """Return what stands there while more is to come, which may be all of it."""
    shown = next(_in_messages(_pieces(so_far.text)), list[kit.Block]())
    blocks = [kit.context(opening), *shown, kit.context(MORE)]
    return kit.Message(text=f"{opening} {MORE}", blocks=blocks)


def flowing(text: str) -> str:
    """Return a model's words as markdown in which every character stands for itself.

    A stream takes markdown only; when it ends, `messages` takes its place.
    """
    return MARKS.sub(r"\\\1", kit.escape(text))


def blocks(answer: Answer) -> list[kit.Block]:
    """Return an answer as blocks, however many; what stands between ``` is code."""
    return [*(_rich(kind, piece) for kind, piece in _said(answer)), *_why(answer)]


def _said(answer: Answer) -> Iterator[tuple[str, str]]:
    """Take an answer apart, and each of the others after it, if there are any."""
    yield from _pieces(answer.text)
    for number, other in enumerate(answer.others, 2):
        yield "context", f"Answer {number} of {len(answer.others) + 1}"
        yield from _pieces(other)


def _why(answer: Answer) -> list[kit.Block]:
    words = answer.why or ("" if answer.text.strip() else NO_WORDS)
    return [kit.context(kit.escape(words))] if words else []


def _text(answer: Answer) -> str:
    """Return it for notifications, which show the beginning only."""
    words = answer.text.strip() or answer.why or NO_WORDS
    return kit.escape(kit.cut(words, SHOWN))


def _in_messages(pieces: Iterable[tuple[str, str]]) -> Iterator[list[kit.Block]]:
    held, size = list[kit.Block](), 0
    for kind, piece in pieces:
        if held and (size + len(piece) > MOST or len(held) == MOST_BLOCKS):
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
    if kind == "context":
        return kit.context(piece)
    element = {"type": kind, "elements": [{"type": "text", "text": piece}]}
    return {"type": "rich_text", "elements": [element]}


def spoken(pieces: Sequence[Answer]) -> Answer:
    """Return what was said in pieces as one answer."""
    return Answer(
        text="".join(piece.text for piece in pieces),
        why=next((piece.why for piece in reversed(pieces) if piece.why), ""),
        others=next((piece.others for piece in reversed(pieces) if piece.others), ()),
    )

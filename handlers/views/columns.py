"""Which columns of a file hold the pairs: asked where their names are none that we know."""

from bot.domain import WhichColumns
from bot.errors import InvalidForm
from handlers.views import kit, start

CHOOSE = "preflight.choose"  # the form's submit
ASK = "preflight.ask"  # a button, for somebody who closed the modal

MOST = 100  # columns to choose from
SHOWN = 6  # columns of the first rows
CELL = 40  # characters
ASKED = (
    "I have read *{}*, but its columns have names that I don't know. Which one is given to the "
    "model, and which one should it answer?"
)
TWICE = "Choose two different columns."


def build(asked: WhichColumns, said: str = "") -> kit.View:
    """Lay out the question; submitting it goes on with the file."""
    names = asked.names[:MOST]
    options = [kit.option(name.strip() or f"column {n}", str(n)) for n, name in enumerate(names, 1)]
    second = str(min(2, len(names)))
    answers = start.Answers.of(asked.draft)
    blocks = [
        *kit.warning(said),
        kit.section(ASKED.format(kit.escape(asked.draft.file_name or "the file"))),
        _rows(asked),
        kit.field("input", "Input", kit.choice("static_select", options, "1")),
        kit.field("output", "Output", kit.choice("static_select", options, second)),
        kit.actions(start.again(answers)),
    ]
    data = {"draft": asked.draft.id}
    return kit.form(CHOOSE, "Which columns?", blocks, submit="Go on", data=data, close="Not now")


def message(asked: WhichColumns) -> kit.Message:
    """Return the same for somebody who has closed the modal."""
    text = ASKED.format(kit.escape(asked.draft.file_name or "the file"))
    button = kit.button(ASK, "Choose the columns", asked.draft.id, style="primary")
    return kit.Message(text=text, blocks=[kit.section(text), kit.actions(button)])


def read(view: kit.View) -> tuple[str, tuple[int, int]]:
    """Return the draft's id, and the places of the two columns from 0; or raise `InvalidForm`."""
    chosen = kit.answers(view)
    if chosen["input"] == chosen["output"]:
        raise InvalidForm({"output": TWICE})
    return kit.data(view)["draft"], (int(chosen["input"]) - 1, int(chosen["output"]) - 1)


def _rows(asked: WhichColumns) -> kit.Block:
    """Show the first rows, as plain text: nothing in it is read as markup."""
    lines = [asked.names[:SHOWN], *(row[:SHOWN] for row in asked.rows)]
    text = "\n".join(" | ".join(_cell(cell) for cell in line) for line in lines)
    words = [{"type": "text", "text": text}]
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_preformatted", "elements": words}],
    }


def _cell(text: str) -> str:
    return kit.cut(" ".join(text.split()), CELL) or "-"

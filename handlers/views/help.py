"""What one can do here, in few words."""

from difflib import get_close_matches

from handlers.views import kit, start

COMMANDS = {
    "/tune": "teach a model from a file of input/output pairs",
    "/ask NAME question": "ask a tuned model",
    "/models": "list the models and those on their way",
    "/tune connect": "link your Google account",
    "/tune disconnect": "take that link back",
    "/tune help": "this list",
}
WORDS = [command.removeprefix("/tune ") for command in COMMANDS if command.startswith("/tune ")]

FIRST_CONTACT = (
    "I teach language models by example: `/tune` and a file of input/output pairs start it.\n"
    "A card in the channel follows the training, and its thread tells what matters.\n"
    "Then anyone can ask the model: `/ask NAME question`. `/tune help` lists the rest."
)


def text() -> str:
    return "\n".join(f"• `{command}`: {purpose}" for command, purpose in COMMANDS.items())


def nudge(word: str) -> str:
    """Answer a word that `/tune` does not know."""
    near = get_close_matches(word.lower(), WORDS, n=1)
    hint = f"Did you mean `/tune {near[0]}`?" if near else "`/tune help` lists what there is."
    return f"I don't know `/tune {kit.escape(kit.cut(word, 40))}`. {hint}"


def first_contact() -> kit.Message:
    button = kit.button(start.OPEN, "Start tuning")
    return kit.Message(text=FIRST_CONTACT, blocks=[kit.section(FIRST_CONTACT), kit.actions(button)])

"""What one can do here, in few words."""

from difflib import get_close_matches

from handlers.views import kit, start

COMMANDS = {
    "/tune": "teach a model from a file of input/output pairs",
    "/tune status": "what runs, and who you are at Google",
    "/tune cancel NAME": "stop a training of yours",
    "/tune connect": "link your Google account",
    "/tune disconnect": "take that link back",
    "/tune settings": "the key with which this workspace asks; for admins",
    "/tune help": "this list",
    "/ask NAME question": "ask a tuned model",
    "/models": "list the models, and those on their way",
    "/models mine": "yours alone; `shared` lists what others share with you",
    "/models find TEXT": "those whose name or description says so",
    "/models NAME": "all about one",
    "/models describe NAME": "change its name and description",
    "/models share NAME": "who may use it",
    "/models delete NAME": "delete it",
}
ELSEWHERE = (
    "In a thread, where commands don't work, mention me: `@tuner NAME question`. Beside a card no "
    "name is needed. On a message with a file, *Tune on this file* starts with that file."
)
WORDS = [command.split()[1] for command in COMMANDS if command.startswith("/tune ")]

FIRST_CONTACT = (
    "I teach language models by example: `/tune` and a file of input/output pairs start it.\n"
    "A card in the channel follows the training, and its thread tells what matters.\n"
    "Then anyone can ask the model: `/ask NAME question`. `/tune help` lists the rest."
)
INSTALLED = (
    "Tuner is here. In a channel, `/tune` and a file of input/output pairs teach a model.\n"
    "Everyone links their own Google account on the way; `/tune connect` does it beforehand.\n"
    "`/tune help` lists the rest, and Home shows what there is."
)


def text() -> str:
    rows = [f"• `{command}`: {purpose}" for command, purpose in COMMANDS.items()]
    return "\n".join([*rows, ELSEWHERE])


def nudge(word: str) -> str:
    """Answer a word that `/tune` does not know."""
    near = get_close_matches((word.lower().split() or [""])[0], WORDS, n=1)
    hint = f"Did you mean `/tune {near[0]}`?" if near else "`/tune help` lists what there is."
    return f"I don't know `/tune {kit.escape(kit.cut(word, 40))}`. {hint}"


def first_contact() -> kit.Message:
    button = kit.button(start.OPEN, "Start tuning")
    return kit.Message(text=FIRST_CONTACT, blocks=[kit.section(FIRST_CONTACT), kit.actions(button)])

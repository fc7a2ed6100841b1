"""How a model is trained and answers later: the form's inputs, what they take, how they are read.

What is read is text, as it stands in the inputs; each word of ours goes to its own input.
"""

import re
from collections.abc import Mapping
from math import isfinite

from bot.domain import Hyperparameters, Sampling
from handlers.views import kit

Entered = Mapping[str, str]
Wrong = dict[str, str]

EPOCHS = (1, 100)
BATCH_SIZE = (1, 64)
FASTEST = 1.0  # learning rate; beyond it nothing is learnt
STRONGEST = 100.0  # multiplier of it
MOST_TOKENS = 1000  # top-k
DESCRIPTION = 300  # characters
MODEL_ID = re.compile(r"[a-z]([a-z0-9-]{0,38}[a-z0-9])?")

HINTS = {
    "epochs": "How often each example is seen: 1 to 100, usually 5. More learns the examples "
    "better, and takes longer.",
    "batch_size": "How many examples each step learns from: 1 to 64, usually 4. Smaller means "
    "more steps.",
    "learning_rate": "How far each step goes: above 0, up to 1, usually 0.001. If the loss jumps "
    "up, try a smaller one.",
    "description": f"What it is for, so that others find it. Up to {DESCRIPTION} characters.",
    "learning_rate_multiplier": "Instead of the learning rate: how many times the service's usual "
    "one, above 0, up to 100. 1 is that rate itself. Empty: the learning rate above is used.",
    "temperature": "How freely it answers: 0 to 1. Near 0 it says the likeliest. Empty: as the "
    "base model does.",
    "top_p": "The share of likely words it chooses from: 0 to 1. Lower keeps to the point. Empty: "
    "as the base model does.",
    "top_k": f"How many likely words it chooses from: 1 to {MOST_TOKENS:,}. 1 is always the "
    "likeliest. Empty: as the base model does.",
    "model_id": "Its name in programs: a-z, 0-9 and -, up to 40 characters. It can't be changed "
    "later. Empty: Tuner makes one.",
}
LABELS = {
    "description": "Description",
    "learning_rate_multiplier": "Learning rate multiplier",
    "temperature": "Temperature",
    "top_p": "Top-p",
    "top_k": "Top-k",
    "model_id": "Id",
}


def usual(given: Hyperparameters) -> list[kit.Block]:
    """Lay out what everybody sees."""
    rate = kit.text_input(_said(given.learning_rate), max_length=20)
    elements = {
        "epochs": ("Epochs", kit.number_input(str(given.epochs), low=EPOCHS[0], high=EPOCHS[1])),
        "batch_size": (
            "Batch size",
            kit.number_input(str(given.batch_size), low=BATCH_SIZE[0], high=BATCH_SIZE[1]),
        ),
        "learning_rate": ("Learning rate", rate),
    }
    return [kit.field(it, label, box, hint=HINTS[it]) for it, (label, box) in elements.items()]


def advanced(texts: Entered) -> list[kit.Block]:
    """Lay out what is folded away at first; *texts* stand in it."""
    return [
        kit.field(name, label, _box(name, texts.get(name, "")), hint=HINTS[name], optional=True)
        for name, label in LABELS.items()
    ]


def texts(
    given: Hyperparameters, sampling: Sampling, description: str, model_id: str
) -> dict[str, str]:
    """Return what stands in the advanced inputs; those that are empty are left out."""
    said = {
        "description": description,
        "learning_rate_multiplier": _said(given.learning_rate_multiplier),
        "temperature": _said(sampling.temperature),
        "top_p": _said(sampling.top_p),
        "top_k": _said(sampling.top_k),
        "model_id": model_id,
    }
    return {name: text for name, text in said.items() if text}


def hyperparameters(entered: Entered, wrong: Wrong) -> Hyperparameters:
    return Hyperparameters(
        epochs=_whole("epochs", entered, EPOCHS, wrong) or EPOCHS[0],
        batch_size=_whole("batch_size", entered, BATCH_SIZE, wrong) or BATCH_SIZE[0],
        learning_rate=_positive("learning_rate", entered, FASTEST, wrong),
        learning_rate_multiplier=_positive("learning_rate_multiplier", entered, STRONGEST, wrong)
        if entered.get("learning_rate_multiplier")
        else None,
    )


def sampling(entered: Entered, wrong: Wrong) -> Sampling:
    return Sampling(
        temperature=_share("temperature", entered, wrong),
        top_p=_share("top_p", entered, wrong),
        top_k=_whole("top_k", entered, (1, MOST_TOKENS), wrong) if entered.get("top_k") else None,
    )


def description(entered: Entered, wrong: Wrong) -> str:
    text = entered.get("description", "")
    if len(text) > DESCRIPTION:
        wrong["description"] = f"Keep it to {DESCRIPTION} characters; these are {len(text)}."
    return text[:DESCRIPTION]


def model_id(entered: Entered, wrong: Wrong) -> str:
    text = entered.get("model_id", "")
    if text and not MODEL_ID.fullmatch(text):
        wrong["model_id"] = "Use up to 40 of a-z, 0-9 and -. Begin with a letter; don't end with -."
        return ""
    return text


def _box(name: str, text: str) -> kit.Block:
    if name == "description":
        return kit.text_input(text, multiline=True, max_length=DESCRIPTION)
    return kit.text_input(text, max_length=40)


def _said(number: float | None) -> str:
    """Write a number as people do, and never as 1e-05."""
    return "" if number is None else f"{number:.10f}".rstrip("0").rstrip(".")


def _whole(name: str, entered: Entered, span: tuple[int, int], wrong: Wrong) -> int | None:
    low, high = span
    text = entered.get(name, "")
    plain = text.isascii() and text.isdigit() and len(text) <= len(str(high))
    if plain and low <= int(text) <= high:
        return int(text)
    wrong[name] = f"Enter a whole number from {low} to {high:,}."
    return None


def _positive(name: str, entered: Entered, most: float, wrong: Wrong) -> float | None:
    number = _number(entered.get(name, ""))
    if number is not None and 0 < number <= most:
        return number
    example = "0.001" if name == "learning_rate" else "0.5"
    wrong[name] = f"Enter a number above 0, up to {most:g}, such as {example}."
    return None


def _share(name: str, entered: Entered, wrong: Wrong) -> float | None:
    text = entered.get(name, "")
    number = _number(text)
    if not text or (number is not None and 0 <= number <= 1):
        return number
    wrong[name] = "Enter a number from 0 to 1, such as 0.3; or nothing."
    return None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None

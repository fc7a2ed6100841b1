"""How a model is trained and answers later: the form's inputs, what they take, how they are read.

What is read is text, as it stands in the inputs; each word of ours goes to its own input.
"""

import re
from collections.abc import Mapping, Sequence
from math import isfinite

from bot.domain import Capabilities, Hyperparameters, Sampling
from handlers.views import kit

Entered = Mapping[str, str]
Wrong = dict[str, str]

ALL = Capabilities()  # what most services let one choose

EPOCHS = (1, 100)
BATCH_SIZE = (1, 64)
FASTEST = 1.0  # learning rate; beyond it nothing is learnt
STRONGEST = 100.0  # multiplier of it
MOST_TOKENS = 1000  # top-k
DESCRIPTION = 300  # characters
INSTRUCTION = 300
OWN = "0"  # the service's own size
USUAL = Hyperparameters()
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
    "adapter_size": "How much the tuned model can take on: larger learns more, and needs more "
    "examples.",
    "system_instruction": "What is said before each example, and before each question later: who "
    f"it is, how it answers. Up to {INSTRUCTION} characters. Empty: nothing.",
    "model_id": "Its name in programs: a-z, 0-9 and -, up to 40 characters. It can't be changed "
    "later. Empty: Tuner makes one.",
}
LONG = {"description": DESCRIPTION, "system_instruction": INSTRUCTION}
MULTIPLIER = (
    "How many times the service's usual rate each step goes: above 0, up to 100, usually 1."
)
LABELS = {
    "description": "Description",
    "learning_rate_multiplier": "Learning rate multiplier",
    "temperature": "Temperature",
    "top_p": "Top-p",
    "top_k": "Top-k",
    "system_instruction": "System instruction",
    "model_id": "Id",
}


def usual(
    given: Hyperparameters, can: Capabilities = ALL, sizes: Sequence[int] = ()
) -> list[kit.Block]:
    """Lay out what everybody sees: as far as the service *can*, with these adapter *sizes*."""
    epochs = kit.number_input(str(given.epochs), low=EPOCHS[0], high=EPOCHS[1])
    elements = {"epochs": ("Epochs", epochs)}
    if can.batch_size:
        size = given.batch_size or USUAL.batch_size
        box = kit.number_input(str(size), low=BATCH_SIZE[0], high=BATCH_SIZE[1])
        elements["batch_size"] = ("Batch size", box)
    if can.rates:
        rate = _said(given.learning_rate or USUAL.learning_rate)
        elements["learning_rate"] = ("Learning rate", kit.text_input(rate, max_length=20))
    else:
        rate = _said(given.learning_rate_multiplier or 1.0)
        box = kit.text_input(rate, max_length=20)
        elements["learning_rate_multiplier"] = (LABELS["learning_rate_multiplier"], box)
    if can.adapter_size:
        elements["adapter_size"] = ("Adapter size", _sizes(given.adapter_size, sizes))
    hints = HINTS if can.rates else HINTS | {"learning_rate_multiplier": MULTIPLIER}
    return [kit.field(it, label, box, hint=hints[it]) for it, (label, box) in elements.items()]


def advanced(texts: Entered, can: Capabilities = ALL) -> list[kit.Block]:
    """Lay out what is folded away at first; *texts* stand in it."""
    return [
        kit.field(name, label, _box(name, texts.get(name, "")), hint=HINTS[name], optional=True)
        for name, label in LABELS.items()
        if _is_offered(name, can)
    ]


def _is_offered(name: str, can: Capabilities) -> bool:
    match name:
        case "learning_rate_multiplier":
            return can.rates  # else it is what everybody sees
        case "temperature" | "top_p" | "top_k":
            return can.sampling
        case "model_id":
            return can.own_id
        case "system_instruction":
            return can.system_instruction
        case _:
            return True


def _sizes(given: int | None, sizes: Sequence[int]) -> kit.Block:
    options = [kit.option("The service's own", OWN)]
    options += [kit.option(str(size), str(size)) for size in sizes]
    return kit.choice("static_select", options, str(given or OWN))


def texts(
    given: Hyperparameters,
    sampling: Sampling,
    description: str,
    model_id: str,
    system_instruction: str = "",
) -> dict[str, str]:
    """Return what stands in the advanced inputs; those that are empty are left out."""
    said = {
        "description": description,
        "learning_rate_multiplier": _said(given.learning_rate_multiplier),
        "temperature": _said(sampling.temperature),
        "top_p": _said(sampling.top_p),
        "top_k": _said(sampling.top_k),
        "system_instruction": system_instruction,
        "model_id": model_id,
    }
    return {name: text for name, text in said.items() if text}


def hyperparameters(entered: Entered, wrong: Wrong, can: Capabilities = ALL) -> Hyperparameters:
    size = 0
    if can.batch_size:
        size = _whole("batch_size", entered, BATCH_SIZE, wrong) or BATCH_SIZE[0]
    times = entered.get("learning_rate_multiplier") or not can.rates
    return Hyperparameters(
        epochs=_whole("epochs", entered, EPOCHS, wrong) or EPOCHS[0],
        batch_size=size,
        learning_rate=_positive("learning_rate", entered, FASTEST, wrong) if can.rates else None,
        learning_rate_multiplier=_positive("learning_rate_multiplier", entered, STRONGEST, wrong)
        if times
        else None,
        adapter_size=int(entered.get("adapter_size") or OWN) or None if can.adapter_size else None,
    )


def system_instruction(entered: Entered, wrong: Wrong) -> str:
    text = entered.get("system_instruction", "")
    if len(text) > INSTRUCTION:
        words = f"Keep it to {INSTRUCTION} characters; these are {len(text)}."
        wrong["system_instruction"] = words
    return text[:INSTRUCTION]


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
    if most := LONG.get(name):
        return kit.text_input(text, multiline=True, max_length=most)
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

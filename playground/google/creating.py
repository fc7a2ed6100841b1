"""Reading a request to tune: everything that can be wrong with it is refused before training."""

import json
import math
import re
import secrets
from dataclasses import dataclass

import google.ai.generativelanguage as glm

from playground.google.errors import ApiError, invalid, unready
from playground.google.roles import Role
from playground.google.service import Call
from playground.google.store import Row
from playground.google.wire import read
from playground.trainer import Run, RunState

EPOCHS, BATCH_SIZE, LEARNING_RATE = 5, 4, 0.001
MOST_NAME, MOST_INPUT, MOST_OUTPUT = 40, 40_000, 5_000  # characters
MOST_EPOCHS, MOST_BATCH = 10_000, 1_024

_ID = re.compile(r"[a-z]([a-z0-9-]{0,38}[a-z0-9])?")
_EXAMPLES = "tuned_model.tuning_task.training_data.examples.examples"
_NUMBERS = "tuned_model.tuning_task.hyperparameters"

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class Source:
    """What is tuned: *base* is the trainer's name, *name* the caller's; *run* of a tuned model."""

    base: str
    name: str
    model: str = ""
    run: str | None = None


def order(call: Call) -> tuple[Row, Run]:
    """Return the new model's row and what the trainer is to do."""
    wanted = read(glm.TunedModel, call.body)
    wish = call.argument("tunedModelId", "tuned_model_id")
    wish = wish or made_up_id(wanted.display_name)
    if not _ID.fullmatch(wish):
        raise invalid(
            f"tuned_model_id {wish!r} must be at most 40 of a-z, 0-9 and -, begin with a letter "
            "and not end with -.",
            "tuned_model_id",
        )
    check_words(wanted)
    source = _source(call, wanted)
    pairs = _pairs(wanted)
    row = _row(wish, wanted, source, len(pairs), call.service.clock())
    run = Run(
        id=row["run"],
        base=source.base,
        examples=pairs,
        epochs=row["epochs"],
        batch_size=row["batch_size"],
        learning_rate=row["learning_rate"],
        start_from=source.run,
    )
    return row, run


def made_up_id(display_name: str) -> str:
    """Return the name's words and a few random letters, as the API does."""
    words = re.sub(r"[^a-z0-9]+", "-", display_name.lower()).strip("-").lstrip("0123456789-")
    tail = "".join(secrets.choice(_LETTERS) for _ in range(12 if words else 20))
    return f"{words[:27].rstrip('-')}-{tail}" if words else f"t{tail}"


def short_id() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(12))


def check_words(model: glm.TunedModel) -> None:
    """Refuse a name or ways of answering that the API does not allow."""
    length = len(model.display_name)
    if length > MOST_NAME:
        text = f"display_name must be at most {MOST_NAME} characters; this one has {length}."
        raise invalid(text, "tuned_model.display_name")
    for field, low, high in (("temperature", 0, 1), ("top_p", 0, 1), ("top_k", 1, 2**31)):
        value = getattr(model, field)
        if field in model and not low <= value <= high:
            limits = f"from {low} to {high}" if high == 1 else f"at least {low}"
            raise invalid(f"{field} must be {limits}, not {value:g}.", f"tuned_model.{field}")


def _source(call: Call, wanted: glm.TunedModel) -> Source:
    if wanted.base_model:
        name = wanted.base_model.removeprefix("models/")
        try:
            return Source(call.service.bases.find(name).name, f"models/{name}")
        except ApiError as error:
            names = ", ".join(f"models/{each}" for each in call.service.bases.names())
            text = f"{wanted.base_model} cannot be tuned here. These can: {names}."
            raise invalid(text, "tuned_model.base_model") from error
    if "tuned_model_source" in wanted and wanted.tuned_model_source.tuned_model:
        return _tuned_source(call, wanted.tuned_model_source.tuned_model)
    raise invalid("Say what to tune: base_model or tuned_model_source.", "tuned_model.base_model")


def _tuned_source(call: Call, name: str) -> Source:
    source = name.removeprefix("tunedModels/")
    field = "tuned_model.tuned_model_source.tuned_model"
    row = call.service.store.row("select * from models where id = :id", id=source)
    if row is None:
        raise invalid(f"{name} was not found, so it cannot be tuned further.", field)
    call.service.roles.require(source, call.me, Role.READER)
    if call.service.runs.progress(row).state != RunState.DONE:
        raise unready(f"{name} is not ready, so it cannot be tuned further.")
    return Source(row["base"], row["base_name"], f"tunedModels/{source}", row["run"])


def _pairs(wanted: glm.TunedModel) -> tuple[tuple[str, str], ...]:
    examples = wanted.tuning_task.training_data.examples.examples
    pairs = tuple((each.text_input, each.output) for each in examples)
    if not pairs:
        raise invalid("There are no training examples.", _EXAMPLES)
    for index, pair in enumerate(pairs):
        for name, text, most in zip(("text_input", "output"), pair, _MOST, strict=True):
            field = f"{_EXAMPLES}[{index}].{name}"
            if not text:
                raise invalid(f"Example {index + 1} has no {name}.", field)
            if len(text) > most:
                told = f"has {len(text):,} characters; the limit is {most:,}"
                raise invalid(f"The {name} of example {index + 1} {told}.", field)
    return pairs


_MOST = (MOST_INPUT, MOST_OUTPUT)


def _row(id: str, wanted: glm.TunedModel, source: Source, examples: int, now: float) -> Row:
    numbers = wanted.tuning_task.hyperparameters
    multiplier = _positive(numbers, "learning_rate_multiplier", None)
    rate = _positive(numbers, "learning_rate", LEARNING_RATE)
    return {
        "id": id,
        "run": secrets.token_hex(16),
        "operation": short_id(),
        "display_name": wanted.display_name,
        "description": wanted.description,
        "base": source.base,
        "base_name": source.name,
        "source": source.model,
        "temperature": wanted.temperature if "temperature" in wanted else None,
        "top_p": wanted.top_p if "top_p" in wanted else None,
        "top_k": wanted.top_k if "top_k" in wanted else None,
        "epochs": _whole(numbers, "epoch_count", EPOCHS, MOST_EPOCHS),
        "batch_size": _whole(numbers, "batch_size", BATCH_SIZE, MOST_BATCH),
        "learning_rate": rate if multiplier is None else LEARNING_RATE * multiplier,
        "multiplier": multiplier,
        "readers": json.dumps(list(wanted.reader_project_numbers)),
        "examples": examples,
        "created": now,
        "updated": now,
        "outcome": None,
    }


def _whole(numbers: glm.Hyperparameters, name: str, default: int, most: int) -> int:
    value = getattr(numbers, name) if name in numbers else default
    if not 1 <= value <= most:
        raise invalid(f"{name} must be from 1 to {most:,}, not {value}.", f"{_NUMBERS}.{name}")
    return value


def _positive(numbers: glm.Hyperparameters, name: str, default: float | None) -> float | None:
    if name not in numbers:
        return default
    value = float(f"{getattr(numbers, name):.7g}")  # a float32: 0.001 is meant, not 0.0010000000475
    if not (math.isfinite(value) and value > 0):
        raise invalid(f"{name} must be more than 0, not {value:g}.", f"{_NUMBERS}.{name}")
    return value

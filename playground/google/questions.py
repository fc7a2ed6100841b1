"""Reading a request to generate: what this service cannot do is refused, never ignored."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import google.ai.generativelanguage as glm

from playground.google import bases
from playground.google.errors import invalid, unready
from playground.google.models import load
from playground.google.roles import Role
from playground.google.service import Call
from playground.google.store import Row
from playground.google.wire import Json, read
from playground.trainer import Prompt, Question, RunState

MOST_TUNED = 40_000  # characters asked of a tuned model
MOST_CANDIDATES, MOST_STOPS = 8, 5
ANSWER = 512  # tokens, where the question does not say

# What a request may say only in this way, if at all.
_REFUSED = {
    "tools": "Function calling is not enabled for {}",
    "cached_content": "Cached content is not enabled for {}",
}
_REFUSED_CONFIG = {
    "response_schema": "JSON mode is not enabled for {}",
    "presence_penalty": "Penalty is not enabled for {}",
    "frequency_penalty": "Penalty is not enabled for {}",
    "response_logprobs": "Logprobs is not enabled for {}",
    "logprobs": "Logprobs is not enabled for {}",
    "speech_config": "Speech is not enabled for {}",
}


@dataclass(frozen=True, slots=True)
class Target:
    """Which model is asked: *name* as the API has it; *run*, *ways* and *most* of a tuned one.

    *step* is after which it is asked, as the trainer has it; *ways* are how it answers unless the
    question says otherwise; *most*: characters of a question.
    """

    name: str
    base: str
    context: int
    run: str | None = None
    step: int = 0
    ways: Row = field(default_factory=dict[str, object])
    most: int | None = None
    takes_system: bool = False


def base(call: Call) -> Target:
    found = call.service.bases.find(call.path["id"])
    return Target(f"models/{call.path['id']}", found.name, found.context)


def tuned(call: Call) -> Target:
    """Return the tuned model that the path names, which must be ready to answer."""
    row = load(call, Role.READER)
    name = f"tunedModels/{row['id']}"
    state = call.service.runs.progress(row).state
    if state in {RunState.WAITING, RunState.TRAINING}:
        raise unready(f"{name} is still being tuned. Ask it when its state is ACTIVE.")
    if state != RunState.DONE:
        raise unready(f"{name} cannot answer: its tuning did not end well ({state}).")
    context = call.service.bases.find(row["base"]).context
    return Target(name, row["base"], context, run=row["run"], ways=row, most=MOST_TUNED)


def question(call: Call, target: Target) -> tuple[Question, int]:
    """Return what to ask and how many answers are wanted."""
    body = {name: value for name, value in call.body.items() if name != "model"}
    body, seed = _without_seed(body)
    wanted = read(glm.GenerateContentRequest, body)
    config = wanted.generation_config
    _refuse(wanted, _REFUSED, target.name)
    _refuse(config, _REFUSED_CONFIG, target.name)
    if config.response_mime_type not in {"", "text/plain"}:
        raise invalid(f"JSON mode is not enabled for {target.name}")
    text = prompt(target, wanted.system_instruction, wanted.contents)
    _check_length(text, target)
    return replace(_question(text, config, target), seed=seed), _candidates(config)


def prompt(target: Target, system: glm.Content, contents: Iterable[glm.Content]) -> Prompt:
    """Return what is asked, an instruction of the developer first."""
    text, lead = turns(contents), _text(system)
    if not lead:
        return text
    if not target.takes_system:
        raise invalid(f"Developer instruction is not enabled for {target.name}")
    return (("system", lead), *((("user", text),) if isinstance(text, str) else text))


def turns(contents: Iterable[glm.Content]) -> Prompt:
    """Return a text, or a conversation where there is more than one turn."""
    found = [(_role(content), _text(content)) for content in contents]
    if not found or not found[-1][1]:
        raise invalid("contents is empty: there is nothing to answer.", "contents")
    if found[-1][0] != "user":
        text = "Please ensure that multiturn requests end with a user role."
        raise invalid(text, "contents")
    return tuple(found) if len(found) > 1 else found[0][1]


def _role(content: glm.Content) -> str:
    if content.role not in {"", "user", "model"}:
        raise invalid("Please use a valid role: user, model.", "contents.role")
    return content.role or "user"


def _text(content: glm.Content) -> str:
    if any("text" not in part for part in content.parts):
        raise invalid("Only text can be asked here.", "contents.parts")
    return "".join(part.text for part in content.parts)


def texts(text: Prompt) -> list[str]:
    return [text] if isinstance(text, str) else [each for _, each in text]


def _check_length(text: Prompt, target: Target) -> None:
    length = sum(map(len, texts(text)))
    if target.most is not None and length > target.most:
        told = f"has {length:,} characters; the limit of {target.name} is {target.most:,}."
        raise invalid(f"The input {told}", "contents")


def _refuse(
    message: glm.GenerateContentRequest | glm.GenerationConfig, words: dict[str, str], name: str
) -> None:
    for name_of, text in words.items():
        if name_of in message and getattr(message, name_of):
            raise invalid(text.format(name))


def _candidates(config: glm.GenerationConfig) -> int:
    return _within(config, "candidate_count", 1, MOST_CANDIDATES, 1)


def _without_seed(body: Json) -> tuple[Json, int | None]:
    """Take the seed out: Google's services know it, but not the client's own messages."""
    config: Json | None = body.get("generationConfig")
    if not isinstance(config, dict) or "seed" not in config:
        return body, None
    seed, rest = config["seed"], {name: it for name, it in config.items() if name != "seed"}
    if not isinstance(seed, int):
        raise invalid("seed must be a whole number.", "generation_config.seed")
    return body | {"generationConfig": rest}, seed


def _question(text: Prompt, config: glm.GenerationConfig, target: Target) -> Question:
    if len(config.stop_sequences) > MOST_STOPS:
        raise invalid(f"There may be at most {MOST_STOPS} stop sequences.", "generation_config")
    return Question(
        text=text,
        run=target.run,
        step=target.step,
        base=target.base,
        temperature=_chosen(config, target, "temperature", bases.TEMPERATURE),
        top_p=_chosen(config, target, "top_p", bases.TOP_P),
        top_k=int(_chosen(config, target, "top_k", bases.TOP_K)),
        max_tokens=_within(config, "max_output_tokens", 1, target.context, ANSWER),
        stop=tuple(config.stop_sequences),
    )


def _chosen(config: glm.GenerationConfig, target: Target, name: str, default: float) -> float:
    """Return the question's value, else the tuned model's, else the base's."""
    highest = {"temperature": bases.MAX_TEMPERATURE, "top_p": 1.0, "top_k": 2.0**31}[name]
    lowest = 1 if name == "top_k" else 0
    if name in config:
        value = getattr(config, name)
        if not lowest <= value <= highest:
            text = f"{name} must be from {lowest} to {highest:g}, not {value:g}."
            raise invalid(text, f"generation_config.{name}")
        return value
    kept = target.ways.get(name)
    return default if kept is None else kept


def _within(config: glm.GenerationConfig, name: str, low: int, high: int, default: int) -> int:
    value = getattr(config, name) if name in config else min(default, high)
    if not low <= value <= high:
        text = f"{name} must be from {low} to {high}, not {value}."
        raise invalid(text, f"generation_config.{name}")
    return value

"""Gemini models that can be tuned, each with where; all of them are the trainer's first base."""

from dataclasses import dataclass

from playground.google.vertex.cloud import REGIONS


@dataclass(frozen=True, slots=True)
class Gemini:
    """*served*: for each place where it can be tuned, the one where what was tuned is served."""

    name: str
    title: str
    served: dict[str, str]
    adapters: tuple[str, ...]


SIZES = {"ONE": 1, "TWO": 2, "FOUR": 4, "EIGHT": 8, "SIXTEEN": 16, "THIRTY_TWO": 32}
_UP_TO_8, _UP_TO_16 = ("ONE", "TWO", "FOUR", "EIGHT"), ("ONE", "TWO", "FOUR", "EIGHT", "SIXTEEN")
_BY_CONTINENT = {"us-central1": "us", "europe-west4": "eu"}
_WHERE_TUNED = {region: region for region in sorted(REGIONS)}

GEMINI = {
    model.name: model
    for model in (
        Gemini("gemini-3.1-flash-lite", "Gemini 3.1 Flash-Lite", _BY_CONTINENT, _UP_TO_16),
        Gemini("gemini-3.5-flash", "Gemini 3.5 Flash", _BY_CONTINENT, _UP_TO_16),
        Gemini("gemini-3.5-flash-lite", "Gemini 3.5 Flash-Lite", _BY_CONTINENT, _UP_TO_16),
        Gemini("gemini-2.5-pro", "Gemini 2.5 Pro", _WHERE_TUNED, _UP_TO_8),
        Gemini("gemini-2.5-flash", "Gemini 2.5 Flash", _WHERE_TUNED, _UP_TO_16),
        Gemini("gemini-2.5-flash-lite", "Gemini 2.5 Flash-Lite", _WHERE_TUNED, _UP_TO_16),
    )
}
RETIRED = ("gemini-2.0-", "gemini-1.5-", "gemini-1.0-", "text-bison")
PUBLISHER = "publishers/google/models/"


def short(name: str) -> str:
    """Return a base model's name without whose it is, however that was said."""
    return name.rpartition(PUBLISHER)[2].removeprefix("models/").removeprefix("google/")


def is_retired(name: str) -> bool:
    return name.startswith(RETIRED)

"""Answers of Gemini models at Vertex AI, which are plain JSON here."""

from collections.abc import Mapping
from typing import Any

from bot.domain import Answer
from bot.tuning.stops import NOTHING, why_blocked, why_it_stops


def piece(response: Mapping[str, Any]) -> Answer:
    """Return what one response says; *why* is empty unless it ends there for a reason."""
    if candidates := response.get("candidates"):
        first, *others = candidates
        why = why_it_stops(first.get("finishReason", ""))
        more = tuple(text for it in others if (text := _text(it)))
        return Answer(text=_text(first), why=why, others=more)
    if blocked := response.get("promptFeedback", {}).get("blockReason"):
        return Answer(text="", why=why_blocked(blocked))
    return Answer(text="")


def answer(response: Mapping[str, Any]) -> Answer:
    whole = piece(response)
    return whole if whole.text or whole.why else Answer(text="", why=NOTHING)


def is_last(response: Mapping[str, Any]) -> bool:
    """Tell whether nothing comes after it."""
    candidates = response.get("candidates")
    if not candidates:
        return "promptFeedback" in response
    return candidates[0].get("finishReason", "FINISH_REASON_UNSPECIFIED") != (
        "FINISH_REASON_UNSPECIFIED"
    )


def _text(candidate: Mapping[str, Any]) -> str:
    """Return what is said; what a model thinks before it speaks is no part of that."""
    parts = candidate.get("content", {}).get("parts", ())
    return "".join(part.get("text", "") for part in parts if not part.get("thought"))

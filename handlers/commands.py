"""Which listener a slash command is for: its first word decides."""

from collections.abc import Callable
from typing import Any

TUNE, ASK, MODELS = "/tune", "/ask", "/models"


def says(word: str) -> Callable[[dict[str, Any]], bool]:
    """Return a matcher for commands whose text is that one word; "" is for no text at all."""

    def matches(command: dict[str, Any]) -> bool:
        return (command.get("text") or "").strip().lower() == word

    return matches

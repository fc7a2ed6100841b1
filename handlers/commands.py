"""Which listener a slash command is for: its first word decides."""

from collections.abc import Callable
from typing import Any

from handlers.views import kit

TUNE, ASK, MODELS = "/tune", "/ask", "/models"
START, ON_FILE = "shortcuts.start", "shortcuts.on_file"


def says(word: str) -> Callable[[dict[str, Any]], bool]:
    """Return a matcher for commands whose text is that one word; "" is for no text at all."""

    def matches(command: dict[str, Any]) -> bool:
        return (command.get("text") or "").strip().lower() == word

    return matches


def begins(word: str) -> Callable[[dict[str, Any]], bool]:
    """Return a matcher for commands whose first word is that one, whatever follows it."""

    def matches(command: dict[str, Any]) -> bool:
        return first_word(command).lower() == word

    return matches


def first_word(command: dict[str, Any]) -> str:
    return (command.get("text") or "").strip().partition(" ")[0]


def after(word: str, command: dict[str, Any]) -> str:
    """Return what a command says after its first *word*, as the person typed it."""
    return kit.unescape(command["text"]).strip()[len(word) :].strip()

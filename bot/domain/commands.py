"""The slash commands have one name here, and in a workspace perhaps a prefix before it."""

import re
from typing import Any, cast

COMMANDS = ("/tune", "/ask", "/models")

# As our own words write them: between backticks, at the beginning.
_SAID = re.compile(rf"`/({'|'.join(name[1:] for name in COMMANDS)})(?=[ `])")


def prefixed(words: Any, prefix: str) -> Any:
    """Return *words*, or all words of a view, a list, with the commands' names there."""
    if not prefix or words is None:
        return words
    if isinstance(words, str):
        return _SAID.sub(rf"`/{prefix}\1", words)
    if isinstance(words, dict):
        whole = cast("dict[str, Any]", words)
        return {name: prefixed(value, prefix) for name, value in whole.items()}
    if isinstance(words, list | tuple):
        return [prefixed(it, prefix) for it in cast("list[Any]", words)]
    return words


def plain(command: str, prefix: str) -> str:
    """Return a command's name here; without the prefix it is one too."""
    name = command.removeprefix(f"/{prefix}")
    return f"/{name}" if prefix and f"/{name}" in COMMANDS else command

"""What somebody wrote to us, as plain words."""

import re

from handlers.views import kit

MENTION = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^>]*)?>")
LINK = re.compile(r"<((?:https?|mailto):[^|>]+)(?:\|([^>]*))?>")

EMPTY = "What do you want to ask it? Mention me once more, with the question."


def plain(text: str, bot: str) -> str:
    """Return what a message says, less the mention of *bot*, with links as they were typed."""
    said = text.replace(f"<@{bot}>", " ")
    said = LINK.sub(lambda found: found[2] or found[1], said)
    return kit.unescape(said).strip().removeprefix(":").strip()

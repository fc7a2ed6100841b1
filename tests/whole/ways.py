"""The ways in which all can run: how Slack reaches the bot, and where models are tuned."""

import re

from playground.together import Mode, Service

Way = tuple[Mode, Service]
USUAL: Way = ("socket", "gemini")
# Training on these is long enough to be disturbed, whoever chooses the batches.
MANY = b"text_input,output\n" + b"".join(b"%d,%d\n" % (n, n + 1) for n in range(60))
LONG = {"epochs": 100}
EVERY: tuple[Way, ...] = (USUAL, ("http", "gemini"), ("socket", "vertex"), ("http", "vertex"))


def is_learning(words: str) -> bool:
    """Tell whether a card says that some steps are done, but not all."""
    return "is learning" in words and bool(re.search(r"\b[1-9][\d,]* of [\d,]+ steps", words))

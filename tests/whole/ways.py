"""The ways in which all can run: how Slack reaches the bot, and where models are tuned."""

from playground.together import Mode, Service

Way = tuple[Mode, Service]
USUAL: Way = ("socket", "gemini")
EVERY: tuple[Way, ...] = (USUAL, ("http", "gemini"), ("socket", "vertex"), ("http", "vertex"))

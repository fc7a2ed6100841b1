"""Tuner's Slack side: one module for each thing a person can want.

`bot.app` puts it together: `Parts` come in, `register` adds the listeners, and
`CardAndThread`, `DraftReader` and `Linking` are what the poller and the web page speak through.
"""

from slack_bolt import App

from handlers import ask, cancel, connect, help, home, models, start  # noqa: A004 - its name here
from handlers.connect import Linking
from handlers.files import Files
from handlers.parts import Parts, provide
from handlers.progress import CardAndThread
from handlers.reading import DraftReader
from handlers.stage import Stage

__all__ = ["CardAndThread", "DraftReader", "Files", "Linking", "Parts", "Stage", "register"]

FEATURES = (start, connect, ask, models, cancel, home, help)  # help last: it takes what is left


def register(app: App, stage: Stage, parts: Parts, herald: CardAndThread) -> None:
    """Add all that people can do. *herald* puts up the cards, and is the poller's too."""
    provide(app, parts, herald=herald, reader=DraftReader(parts))
    for feature in FEATURES:
        feature.register(app, stage)

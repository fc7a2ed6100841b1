"""Tuner's Slack side: one module for each thing a person can want.

`bot.app` puts it together: `Parts` come in, `register` adds the listeners, and
`CardAndThread`, `DraftReader` and `Linking` are what the poller and the web page speak through.
"""

from slack_bolt import App

from handlers import (
    again,
    ask,
    cancel,
    code,
    compare,
    connect,
    delete,
    details,
    feedback,
    help,  # noqa: A004 - its name here
    home,
    mention,
    models,
    names,
    settings,
    share,
    shortcuts,
    start,
    status,
    uninstall,
    update,
)
from handlers.connect import Linking
from handlers.files import Files
from handlers.home import Homes
from handlers.install import Welcome
from handlers.parts import Parts, provide
from handlers.progress import CardAndThread
from handlers.reading import DraftReader
from handlers.stage import Stage

__all__ = [
    "CardAndThread",
    "DraftReader",
    "Files",
    "Linking",
    "Parts",
    "Stage",
    "Welcome",
    "register",
]

# Help comes last: it takes what is left.
FEATURES = (
    start,
    shortcuts,
    connect,
    status,
    cancel,
    ask,
    feedback,
    compare,
    mention,
    share,
    models,
    update,
    delete,
    code,
    names,
    details,  # after all other words of /models
    settings,
    home,
    again,
    uninstall,
    help,
)


def register(app: App, stage: Stage, parts: Parts, herald: CardAndThread) -> None:
    """Add all that people can do. *herald* puts up the cards, and is the poller's too."""
    herald.hear = Homes(parts).hear
    provide(app, parts, herald=herald, reader=DraftReader(parts))
    for feature in FEATURES:
        feature.register(app, stage)

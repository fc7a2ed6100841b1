"""Tuner's Slack side: one module for each thing a person can want.

`bot.app` puts it together: `Parts` come in, `register` adds the listeners, and
`CardAndThread`, `DraftReader` and `Linking` are what the poller and the web page speak through.
"""

from slack_bolt import App

from handlers import (
    again,
    approve,
    ask,
    cancel,
    code,
    compare,
    connect,
    datasets,
    delete,
    details,
    feedback,
    help,  # noqa: A004 - its name here
    home,
    log,
    mention,
    models,
    names,
    preflight,
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
from handlers.histograms import Histograms
from handlers.home import Homes
from handlers.install import Welcome
from handlers.parts import Parts, provide
from handlers.progress import CardAndThread
from handlers.reading import DraftReader
from handlers.stage import Stage
from handlers.who import People

__all__ = [
    "CardAndThread",
    "DraftReader",
    "Files",
    "Histograms",
    "Linking",
    "Parts",
    "People",
    "Stage",
    "Welcome",
    "register",
]

# Help comes last: it takes what is left.
FEATURES = (
    start,
    preflight,
    shortcuts,
    connect,
    status,
    datasets,
    cancel,
    ask,
    feedback,
    compare,
    mention,
    share,
    models,
    update,
    delete,
    approve,
    code,
    names,
    details,  # after all other words of /models
    settings,
    log,
    home,
    again,
    uninstall,
    help,
)


def register(
    app: App, stage: Stage, parts: Parts, herald: CardAndThread, reader: DraftReader
) -> None:
    """Add all that people can do. *herald* and *reader* are the poller's too."""
    herald.hear = Homes(parts).hear
    provide(app, parts, herald=herald, reader=reader)
    for feature in FEATURES:
        feature.register(app, stage)

"""What an operator does by hand, while Tuner works."""

import time
from collections.abc import Callable, Mapping, Sequence

from bot.accounts import GoogleAccounts
from bot.app.starting import open_store
from bot.config import Config
from bot.domain import utc_now
from bot.leaving import Leaving

BATCH = 20  # rows that are encrypted anew at a time
PAUSE = 0.01  # seconds after each, so that others get a word in
PATIENCE = 30.0  # seconds to wait for a lock: nobody waits for us

WORDS = {
    "accounts": "Google links",
    "audit": "lines of the log",
    "answers": "answers",
    "datasets": "files",
    "drafts": "forms",
    "feedback": "opinions",
    "jobs": "jobs",
    "keys": "API keys",
    "library": "datasets",
    "links": "links on their way",
    "news": "untold news",
    "shares": "shares",
    "snapshots": "points of loss curves",
}

Say = Callable[[str], None]


def rotate(config: Config, say: Say) -> None:
    """Encrypt everything with the newest key. Raises `CantStart`."""
    store, done = open_store(config, wait=PATIENCE), 0
    while batch := store.rekey(BATCH):
        done += batch
        time.sleep(PAUSE)
    say(f"{done:,} encrypted anew. TUNER_OLD_KEYS is needed no more.")


def forget(config: Config, workspaces: Sequence[str], people: Sequence[str], say: Say) -> None:
    """Forget them at once, here and at Google. Raises `CantStart`."""
    store = open_store(config, wait=PATIENCE)
    for workspace in workspaces:
        for person in people or (None,):
            gone = store.departures.forget(workspace, utc_now(), person=person)
            say(f"{f'{person} in ' if person else ''}{workspace}: {in_words(gone)}")
    leaving = Leaving(store, GoogleAccounts(config.google, store), config.retention)
    while leaving.clean_up(utc_now()):
        pass


def in_words(gone: Mapping[str, int]) -> str:
    counts = [f"{count:,} {WORDS[table]}" for table, count in gone.items() if table in WORDS]
    return ", ".join(counts) or "nothing was here"

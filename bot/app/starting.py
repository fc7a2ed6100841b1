"""What keeps Tuner from starting, in words for whoever starts it."""

import logging
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.config import Config
from bot.errors import NotKept
from bot.store import Store
from bot.store.cipher import Cipher, UnknownKey
from bot.store.sqlite import SqliteStore

log = logging.getLogger(__name__)

PATIENCE, PAUSE = 30.0, 0.5  # seconds
TAKES_NOTHING = (
    "{} takes nothing now: {}. See whether the disk is full or read-only, or whether another "
    "program holds the file. Then start Tuner again."
)


class CantStart(Exception):  # noqa: N818  # `str(error)` is for the person who starts Tuner
    """Something that Tuner needs is not there; the words say what to do."""


def open_store(config: Config, *, wait: float = 1.0) -> Store:
    """Open it, or raise `CantStart`; *wait* seconds for a lock."""
    path = config.database
    try:
        return SqliteStore(path, Cipher(config.key, *config.old_keys), wait=wait)
    except UnknownKey as error:
        words = f"{path} was written with another key. Set TUNER_KEY to that one."
        raise CantStart(words) from error
    except Exception as error:
        raise CantStart(f"Can't open {path}: {error}. Change TUNER_DATABASE.") from error


def kept(config: Config, write: Callable[[], object], patience: float = PATIENCE) -> None:
    """Write as soon as the database takes it, or raise `CantStart` after so many seconds."""
    until = time.monotonic() + patience
    while True:
        try:
            write()
        except NotKept as error:
            if time.monotonic() >= until:
                why = error.__cause__ or "it is busy"
                raise CantStart(TAKES_NOTHING.format(config.database, why)) from error
            log.warning("database.silent why=%s", error.__cause__)
            time.sleep(PAUSE)
        else:
            return


def is_writable(store: Store) -> bool:
    try:
        store.try_writing()
    except NotKept:
        return False
    return True


@contextmanager
def slack_in_words(config: Config, token: str) -> Generator[None]:
    """Say what is the matter when Slack can't be begun with."""
    try:
        yield
    except SlackApiError as error:
        answer: Any = error.response
        words = f"Slack refuses {token} ({answer['error']}). Is it this app's, and whole?"
        raise CantStart(words) from error
    except (OSError, SlackClientError) as error:
        raise CantStart(f"Slack does not answer at {config.slack.api_url}.") from error

"""What keeps Tuner from starting, in words for whoever starts it."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.config import Config
from bot.errors import NotKept
from bot.store import Store
from bot.store.cipher import Cipher, UnknownKey
from bot.store.sqlite import SqliteStore


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

"""Whether the database can be written and is of this version, and the key opens it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.config import Config
from bot.doctor.check import Check, Checks, fine, unset, wrong
from bot.doctor.whose import opened
from bot.domain import Installation
from bot.store.cipher import Cipher
from bot.store.state import State, Unusable, look

NEW = "Nothing is there yet; the first `tuner serve` makes it."
NEWER = "Install the version of Tuner that wrote it, or a newer one; or restore the copy from then."
KEEP = "Keep a copy of the key, and not beside the database: without it nothing can be read."


def checks(config: Config, problems: Mapping[str, str]) -> Checks:
    path = config.database
    cipher = Cipher(config.key, *config.old_keys) if config.key else None
    try:
        state = look(path, cipher)
    except Unusable as error:
        fix = "Change TUNER_DATABASE, or let Tuner write there."
        yield wrong("database", f"{path}: {error}", fix)
        return
    yield fine("database", f"{path} can be written", "" if state else NEW)
    if state:
        yield _version(state)
    no_key = list(unset("key", problems, "TUNER_KEY", "TUNER_KEY_FILE"))
    yield from no_key or [_key(path, state)]


def installations(config: Config) -> Sequence[Installation]:
    """Return where Tuner is installed; nothing where that can't be read as it is."""
    store = opened(config)
    return store.installations.all() if store else ()


def _version(state: State) -> Check:
    name = "database.version"
    if state.unknown:
        words = f"a newer Tuner wrote it: it knows {', '.join(state.unknown)}, and this one doesn't"
        return wrong(name, words, NEWER)
    if state.pending:
        words = f"it is of an older version: {len(state.pending)} steps are to be done"
        return fine(name, words, "The next `tuner serve` does them. Make a copy of the file first.")
    return fine(name, "it is of this version")


def _key(path: Path, state: State | None) -> Check:
    if state and state.opens is False:
        words = f"{path} was written with another key"
        return wrong("key", words, "Set TUNER_KEY or TUNER_KEY_FILE to that one.")
    if state and state.opens:
        return fine("key", "it opens what is kept")
    return fine("key", "it can be used; nothing is encrypted with it yet", KEEP)

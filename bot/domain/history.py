"""What people did, as the log has it: written once, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

Facts = Mapping[str, object]  # small, of JSON's kinds; no secrets, no questions, no examples

PATIENCE = timedelta(hours=24)  # for a second person to agree


class Act(StrEnum):
    """What was done. Questions are not here: they are counted, and nobody reads over shoulders."""

    LINKED = "linked"
    UNLINKED = "unlinked"
    STARTED = "started"
    CANCELLED = "cancelled"
    RENAMED = "renamed"
    SHARED = "shared"
    UNSHARED = "unshared"
    CHECKPOINT = "checkpoint chosen"
    HANDED_OVER = "handed over"
    ADOPTED = "adopted"
    DELETION_ASKED = "deletion asked"
    DELETION_WITHDRAWN = "deletion withdrawn"
    DELETED = "deleted"
    VANISHED = "vanished"
    SETTINGS = "settings changed"
    KEY_STORED = "key stored"
    KEY_FORGOTTEN = "key forgotten"
    DATASET_FIXED = "dataset fixed"
    EXPORTED = "log exported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whence:
    """From where somebody acts: *name* is theirs, *way* a command, a button or a form."""

    name: str = ""
    way: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One line of the log. *by* is a user's id, empty where Tuner itself noticed something.

    *subject* is a model's id, or whatever else was changed; *about* is what people call it.
    """

    by: str
    at: datetime
    act: Act
    origin: Whence = field(default_factory=Whence)
    subject: str = ""
    about: str = ""
    before: Facts = field(default_factory=dict[str, object])
    after: Facts = field(default_factory=dict[str, object])
    id: int = 0  # the store's; later deeds have higher ones


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionRequest:
    """Somebody wants a model deleted, and somebody else has to agree. *ts* is its message."""

    job: str
    by: str
    at: datetime
    channel: str = ""
    ts: str = ""

    def is_open(self, now: datetime) -> bool:
        return now - self.at < PATIENCE

"""Tuned models as the service has them, and who may use them there."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.jobs import JobState, Snapshot
from bot.domain.order import Audience, Hyperparameters, Sampling


@dataclass(frozen=True, slots=True, kw_only=True)
class TunedModel:
    """A tuned model at the service.

    *parent* is the id of the tuned model that it started from. *version* marks this state of
    it: a later one has another mark. *mine*: the person who looks is its owner. *seed* and
    *folder*, where its adapter lies, are what a service on one's own machine can tell.
    """

    id: str
    display_name: str
    base_model: str
    state: JobState
    description: str = ""
    parent: str | None = None
    sampling: Sampling = field(default_factory=Sampling)
    hyperparameters: Hyperparameters = field(default_factory=Hyperparameters)
    created: datetime | None = None
    updated: datetime | None = None
    started: datetime | None = None
    finished: datetime | None = None
    snapshots: tuple[Snapshot, ...] = ()
    version: str = ""
    mine: bool = False
    seed: int | None = None
    folder: str = ""


class Role(StrEnum):
    """What somebody may do; each may also do what the ones below may."""

    OWNER = "owner"  # delete it, and give it away
    WRITER = "writer"  # change its name and description, and share it
    READER = "reader"  # ask it


class Grantee(StrEnum):
    USER = "user"
    GROUP = "group"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """One grant at the service; *email* is empty for everyone."""

    id: str
    role: Role
    grantee: Grantee
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a service can do. *candidates* is the most answers that one question may get."""

    streaming: bool = True
    candidates: int = 1
    system_instruction: bool = False
    json_mode: bool = False
    tune_tuned: bool = True


@dataclass(frozen=True, slots=True)
class Named:
    """A model's name and who may see it: what a list of names needs of a job."""

    id: str
    name: str
    owner: str
    audience: Audience
    model_id: str = ""  # what the service calls it

    def may_be_seen(self, *, by: str) -> bool:
        return by == self.owner or self.audience is not Audience.ME

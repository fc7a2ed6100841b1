"""Tuned models as the service has them, and who may use them there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.jobs import JobState, Snapshot, TuningJob
from bot.domain.order import Audience, Hyperparameters, Sampling
from bot.domain.outcome import Checkpoint, Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class TunedModel:
    """A tuned model at the service.

    *parent* is the id of the tuned model that it started from. *version* marks this state of
    it: a later one has another mark. *mine*: the person who looks is its owner. *seed* and
    *folder*, where its adapter lies, are what a service on one's own machine can tell.
    *checkpoint* is the id of the one that answers.
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
    checkpoints: tuple[Checkpoint, ...] = ()
    checkpoint: str = ""
    taken: Taken | None = None


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
    """What a service can do. *candidates* is the most answers that one question may get.

    *sharing* is of a single model: without it, who may use the project may use all in it.
    *own_id*: what its models are called there can be chosen. *rates* are plain learning rates,
    beside the multiplier; *loss* is told of each step; *validation*: also of held-out examples.
    """

    streaming: bool = True
    candidates: int = 1
    system_instruction: bool = False
    json_mode: bool = False
    tune_tuned: bool = True
    sharing: bool = True
    own_id: bool = True
    batch_size: bool = True
    rates: bool = True
    adapter_size: bool = False
    sampling: bool = True  # kept with the model
    loss: bool = True
    validation: bool = False
    checkpoints: bool = False
    api_key: bool = True  # to ask what is shared with everyone


@dataclass(frozen=True, slots=True)
class Named:
    """A job's name, who may see it and how it stands: what a list needs of each of thousands."""

    wanted: datetime
    id: str
    name: str
    owner: str
    audience: Audience
    model_id: str  # what the service calls it
    state: JobState
    base_model: str
    description: str
    dataset: str  # its id; empty where datasets had none yet
    service: str

    def may_be_seen(self, *, by: str) -> bool:
        return by == self.owner or self.audience is not Audience.ME


@dataclass(frozen=True, slots=True)
class Few:
    """The newest of *total* jobs, newest first."""

    jobs: Sequence[TuningJob] = ()
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What somebody should see first. *mine* are over, *others* are ready.

    *needing* are their own that wait for something, or have failed lately: the newest. *going*
    says how many of their own are on their way.
    """

    needing: Sequence[TuningJob] = ()
    running: Few = Few()
    mine: Few = Few()
    others: Few = Few()
    going: int = 0

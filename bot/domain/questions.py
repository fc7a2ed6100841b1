"""What a model is asked, what it says, and what people think of that."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.order import Sampling


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a model is asked; None leaves it to the model's own settings.

    *system_instruction* is the one that the model was tuned with, if it was.
    """

    text: str
    sampling: Sampling = field(default_factory=Sampling)
    max_tokens: int | None = None
    candidates: int = 1
    system_instruction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a model said. *why* says in words why there is no text, or why it stops short.

    *others* are the further candidates, where several were asked for.
    """

    text: str
    why: str = ""
    others: tuple[str, ...] = ()


def answer_id(job: str, *place: str) -> str:
    """Return the id that the same answer at the same place always gets."""
    return hashlib.sha256("\0".join((job, *place)).encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """An answer as it stands in a channel: *by* asked; *ts* is the message's."""

    id: str
    job: str
    question: Question
    answer: Answer
    by: str
    channel: str
    ts: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What *user* thinks of an answer."""

    job: str
    question: str
    answer: str
    good: bool
    user: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFacts:
    """A workspace's API key, without the key: *ends* are its last characters."""

    by: str
    at: datetime
    ends: str

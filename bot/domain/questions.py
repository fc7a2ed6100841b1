"""What a model is asked, what it says, and what people think of that."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.order import Order, Sampling


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

    def to(self, order: Order, *, keeps_sampling: bool) -> "Question":
        """Return what to ask the model that came of an order, so that it answers as it learnt.

        What the service does not keep with a model is said each time; what is asked here counts.
        """
        usual, asked = Sampling() if keeps_sampling else order.sampling, self.sampling
        return replace(
            self,
            system_instruction=self.system_instruction or order.system_instruction,
            sampling=Sampling(
                temperature=usual.temperature if asked.temperature is None else asked.temperature,
                top_p=usual.top_p if asked.top_p is None else asked.top_p,
                top_k=usual.top_k if asked.top_k is None else asked.top_k,
            ),
        )


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

"""The tuning service that Tuner needs, as a protocol: one module a service."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from bot.domain import Answer, BaseModel, Example, Limits, Order, Question, Status


class TuningService(Protocol):
    """One signed-in person's view of one place where models are tuned.

    *id* is always ours: the tuned model's id at the service is the job's. Every method may
    raise `TuningUnavailable` (trying again may work), `LinkExpired` or `ServiceRefused`;
    those that take an *id* `NotFound`.
    """

    @property
    def limits(self) -> Limits: ...

    def base_models(self) -> Sequence[BaseModel]:
        """Return the models that can be tuned, the preferred one first."""
        ...

    def start(self, id: str, order: Order, examples: Sequence[Example]) -> None:
        """Start tuning a model of that id. Asked again, it is still one model."""
        ...

    def status(self, id: str) -> Status: ...

    def cancel(self, id: str) -> None:
        """Stop tuning. A model that is gone or done already is success."""
        ...

    def delete(self, id: str) -> None:
        """Delete the model. One that is gone already is success."""
        ...

    def ask(self, id: str, question: Question) -> Answer: ...

    def ask_in_pieces(self, id: str, question: Question) -> Iterator[Answer]:
        """Answer piece by piece where the service can; else all at once. The last has *why*."""
        ...

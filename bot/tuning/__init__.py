"""The tuning service that Tuner needs, as a protocol: one module a service."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain import (
    Answer,
    BaseModel,
    Capabilities,
    Example,
    Grantee,
    Limits,
    Order,
    Permission,
    Question,
    Role,
    Site,
    Status,
    TunedModel,
)


class TuningService(Protocol):
    """One signed-in person's view of one place where models are tuned.

    *id* is the tuned model's at the service, without what stands before it there: a job's
    `model_id`, or that of a model that Tuner has not started. Every method may raise
    `TuningUnavailable` (trying again may work), `LinkExpired` or `ServiceRefused`; those that
    take an *id* `NotFound`.
    """

    @property
    def lane(self) -> str:
        """Return whose quota calls are counted against: all who share it wait in one line."""
        ...

    @property
    def limits(self) -> Limits: ...

    @property
    def capabilities(self) -> Capabilities: ...

    def base_models(self) -> Sequence[BaseModel]:
        """Return the models that can be tuned, the preferred one first."""
        ...

    def start(
        self, id: str, order: Order, examples: Sequence[Example], held_out: Sequence[Example] = ()
    ) -> None:
        """Start tuning a model of that id. Asked again, it is still one model.

        On *held_out* the service measures the loss as it trains, where it can.
        An id that another model has is refused, where the order itself asked for that id.
        Raises `QuotaUsedUp` if the service takes no more jobs for now: nothing was started.
        """
        ...

    def status(self, id: str) -> Status: ...

    def statuses(self, ids: Collection[str]) -> Mapping[str, Status]:
        """Return how several stand, by one call. Those left out need a `status` of their own."""
        ...

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

    def ask_base(self, base_model: str, question: Question) -> Answer:
        """Ask a model that was not tuned; *base_model* is the service's name of it."""
        ...

    def model(self, id: str) -> TunedModel: ...

    def models(
        self, *, filter: str = "", page: str = "", size: int = 50
    ) -> tuple[Sequence[TunedModel], str]:
        """Return one page of tuned models, newest first, and what gets the next; "" is the end.

        *filter* is words in a name or description, and ``owner:me``, ``writers:me``,
        ``readers:me`` or ``readers:everyone``.
        """
        ...

    def update(self, id: str, *, display_name: str, description: str, version: str) -> TunedModel:
        """Write a name and a description, unless the model's version is another by now.

        Then it raises `ChangedMeanwhile`. An empty *version* fits any.
        """
        ...

    def use_checkpoint(self, id: str, checkpoint: str) -> TunedModel:
        """Let another of its checkpoints answer from now on."""
        ...

    def tidy(self, before: datetime) -> int:
        """Delete the training data that was handed over before then; return how many files.

        What a job is still to learn from stays.
        """
        ...

    def permissions(self, id: str) -> Sequence[Permission]:
        """Return who may use a model; nobody, where models are not shared one by one."""
        ...

    def permission(self, id: str, permission_id: str) -> Permission: ...

    def share(self, id: str, grantee: Grantee, role: Role, email: str = "") -> Permission:
        """Let somebody use a model. One who has a role already gets this one instead."""
        ...

    def change(self, id: str, permission_id: str, role: Role) -> Permission: ...

    def unshare(self, id: str, permission_id: str) -> None:
        """Take a permission back. One that is gone already is success."""
        ...

    def transfer(self, id: str, email: str) -> None:
        """Give a model away; who owned it becomes a writer."""
        ...


class ServiceFor(Protocol):
    """Gives a workspace's people their views of the services."""

    def __call__(self, user: str, site: Site | None = None, /) -> TuningService:
        """Return *user*'s view of what is at *site*; with None, of where the workspace tunes now.

        Raises `NotConnected` or `LinkExpired`.
        """
        ...


class Keyed(Protocol):
    """Gives a workspace its own view of a service, for people who have linked no account."""

    def __call__(self, key: str, site: Site, /) -> TuningService | None:
        """Open what *key* does; with an empty one what the operator has provided, if anything."""
        ...

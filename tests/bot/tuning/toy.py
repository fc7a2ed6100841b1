"""A third service, for tests alone: it learns by heart, and shows all that a service needs."""

import contextlib
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatch
from pathlib import Path
from threading import Lock
from typing import Any, Never

from bot.domain import (
    Answer,
    BaseModel,
    Capabilities,
    Example,
    JobState,
    Limits,
    Order,
    Permission,
    Question,
    Status,
    TunedModel,
    utc_now,
)
from bot.errors import ChangedMeanwhile, LinkExpired, NotFound, ServiceRefused, TuningUnavailable
from bot.tuning import TuningService
from bot.tuning.kind import Access, ServiceType
from tests.bot.tuning.places import Place

LIMITS = Limits(input_characters=1000, output_characters=1000, request_bytes=1_000_000)
CAPABILITIES = Capabilities(
    candidates=3,
    sharing=False,
    batch_size=False,
    rates=False,
    sampling=False,
    loss=False,
    api_key=False,
)
BASE = BaseModel(name="parrot", display_name="Parrot", input_tokens=250)
SHARED_BY_ALL = "All toys of the project are everybody's: none is shared by itself."
BATCH = 4
TUNED = "tunedModels/"


@dataclass
class Toy:
    """One model, from when it was asked for."""

    id: str
    order: Order
    heart: Mapping[str, str]
    steps: int
    owner: str
    created: datetime = field(default_factory=utc_now)
    stopped: datetime | None = None
    version: int = 1


@dataclass
class Box:
    """All the toys there are; one learns at a time. *troubles* are calls that fail once."""

    step: timedelta = timedelta()
    toys: dict[str, Toy] = field(default_factory=dict[str, Toy])
    troubles: list[str] = field(default_factory=list[str])
    lock: Lock = field(default_factory=Lock)

    def when(self, id: str) -> tuple[datetime, datetime]:
        """Return when a toy begins to learn and when it ends, which may be to come."""
        end = datetime.min.replace(tzinfo=UTC)
        for toy in self.toys.values():
            begin = max(toy.created, end)
            end = min(
                begin + self.step * toy.steps, toy.stopped or datetime.max.replace(tzinfo=UTC)
            )
            if toy.id == id:
                return begin, end
        raise NotFound(id)


@dataclass
class ToyService:
    """One person's view of a box of toys: everybody sees them all."""

    box: Box
    who: str

    @property
    def lane(self) -> str:
        return "toys"

    @property
    def limits(self) -> Limits:
        return LIMITS

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def base_models(self) -> Sequence[BaseModel]:
        return [BASE]

    def start(
        self,
        id: str,
        order: Order,
        examples: Sequence[Example],
        held_out: Sequence[Example] = (),  # noqa: ARG002 - it measures nothing
    ) -> None:
        self._call("CreateTunedModel")
        self._first_base(order.base_model)
        if any(not it.output for it in examples):
            raise ServiceRefused("An example has no output.")
        heart = {it.text_input: it.output for it in examples}
        given = order.hyperparameters
        steps = replace(given, batch_size=given.batch_size or BATCH).steps(len(examples))
        toy = Toy(id=id, order=order, heart=heart, steps=steps, owner=self.who)
        with self.box.lock:
            there = self.box.toys.setdefault(id, toy)
        if there.order != order and order.model_id:
            raise ServiceRefused(f"There is another model of the id `{id}`. Choose another id.")

    def status(self, id: str) -> Status:
        toy, now = self._toy(id), utc_now()
        begin, end = self.box.when(id)
        done = toy.steps if now >= end else int((now - begin) / self.box.step) if now > begin else 0
        state = JobState.QUEUED if now < begin else JobState.TUNING
        if now >= end:
            state = JobState.CANCELLED if toy.stopped else JobState.READY
        return Status(
            state=state,
            completed_steps=min(done, toy.steps),
            total_steps=toy.steps,
            started=begin if now >= begin else None,
            finished=max(end, begin + timedelta(microseconds=1)) if now >= end else None,
        )

    def statuses(self, ids: Collection[str]) -> Mapping[str, Status]:
        if len(ids) == 1:
            return {id: self.status(id) for id in ids}  # noqa: A001
        found = {id: self.status(id) for id in ids if id in self.box.toys}  # noqa: A001
        return {id: it for id, it in found.items() if it.state is not JobState.CANCELLED}  # noqa: A001

    def cancel(self, id: str) -> None:
        if id in self.box.toys and not self.status(id).state.is_final:
            self.box.toys[id].stopped = utc_now()

    def delete(self, id: str) -> None:
        self.box.toys.pop(id, None)

    def ask(self, id: str, question: Question) -> Answer:
        with contextlib.suppress(TuningUnavailable):
            return self._said(id, question)
        return self._said(id, question)

    def ask_in_pieces(self, id: str, question: Question) -> Iterator[Answer]:
        yield self.ask(id, question)

    def ask_base(self, base_model: str, question: Question) -> Answer:
        self._first_base(base_model)
        return Answer(text=question.text)

    def model(self, id: str) -> TunedModel:
        toy, status = self._toy(id), self.status(id)
        order = toy.order
        return TunedModel(
            id=id,
            display_name=order.display_name,
            description=order.description,
            base_model=self._first_base(order.base_model),
            parent=order.parent,
            state=status.state,
            hyperparameters=order.hyperparameters,
            created=toy.created,
            started=status.started,
            finished=status.finished,
            version=f"{toy.version}",
            mine=toy.owner == self.who,
        )

    def models(
        self, *, filter: str = "", page: str = "", size: int = 50
    ) -> tuple[Sequence[TunedModel], str]:
        self._call("ListTunedModels")
        words = [it for it in filter.casefold().split() if it != "owner:me"]
        if any(":" in it for it in words):
            return [], ""
        every = [self.model(it) for it in reversed(self.box.toys)]
        fit = [it for it in every if all(word in it.display_name.casefold() for word in words)]
        first = int(page or 0)
        more = f"{first + size}" if first + size < len(fit) else ""
        return fit[first : first + size], more

    def update(self, id: str, *, display_name: str, description: str, version: str) -> TunedModel:
        toy = self._toy(id)
        with self.box.lock:
            if version not in {"", f"{toy.version}"}:
                raise ChangedMeanwhile(toy.order.display_name)
            toy.order = replace(toy.order, display_name=display_name, description=description)
            toy.version += 1
        return self.model(id)

    def use_checkpoint(self, id: str, checkpoint: str) -> TunedModel:  # noqa: ARG002 - any
        raise ServiceRefused("A toy has no checkpoint.")

    def tidy(self, before: datetime) -> int:  # noqa: ARG002 - nothing is kept
        return 0

    def permissions(self, id: str) -> Sequence[Permission]:
        self._toy(id)
        return []

    def permission(self, id: str, permission_id: str) -> Permission:
        raise NotFound(f"{id}/{permission_id}")

    def share(self, *_: Any, **__: Any) -> Never:
        raise ServiceRefused(SHARED_BY_ALL)

    change = unshare = transfer = share

    def _said(self, id: str, question: Question) -> Answer:
        toy = self._toy(id)
        self._call("GenerateContent")
        text = toy.heart.get(question.text, question.text)
        return Answer(text=text, others=(text,) * (question.candidates - 1))

    def _toy(self, id: str) -> Toy:
        if toy := self.box.toys.get(id):
            return toy
        raise NotFound(id)

    def _first_base(self, name: str) -> str:
        """Return the base model of a base or of a tuned model, or raise `ServiceRefused`."""
        if name == BASE.name:
            return name
        parent = self.box.toys.get(name.removeprefix(TUNED)) if name.startswith(TUNED) else None
        if parent is None:
            raise ServiceRefused(f"There is no model `{name}` to start from. Choose another one.")
        return self._first_base(parent.order.base_model)

    def _call(self, method: str) -> None:
        if self.who == "mock-token":
            raise LinkExpired
        for trouble in [it for it in self.box.troubles if fnmatch(method, it)][:1]:
            self.box.troubles.remove(trouble)
            raise TuningUnavailable("The toys are asleep. Try again.")


@dataclass(frozen=True, slots=True)
class ToyPlace(Place):
    troubles: list[str]

    def fail(self, method: str, status: int) -> None:  # noqa: ARG002 - it is out of order
        self.troubles.append(method)


@contextlib.contextmanager
def toy(folder: Path, step_seconds: float) -> Generator[Place]:
    """Open a box of toys."""
    box = Box(step=timedelta(seconds=step_seconds / 10))

    def keyed() -> TuningService:
        raise AssertionError("toys take no keys")

    yield ToyPlace("", str, lambda who: ToyService(box, who), keyed, box.troubles)


def toy_type(box: Box) -> ServiceType:
    """Return the line that such a service is registered by."""
    return ServiceType(
        name="toy",
        title="The toy box",
        limits=LIMITS,
        capabilities=CAPABILITIES,
        make=lambda access: ToyService(box, _person(access)),
    )


def _person(access: Access) -> str:
    credentials: Any = access.credentials
    return str(credentials.token)

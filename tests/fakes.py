"""Stand-ins for the outside world, for what real parts can't be made to do on time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.domain import (
    Answer,
    BaseModel,
    Card,
    Example,
    JobState,
    Limits,
    Order,
    Question,
    Status,
    TuningJob,
)
from bot.errors import NotFound
from tests import make


@dataclass
class FakeService:
    """A tuning service that does as the test says; *trouble* is raised once, by the next call."""

    models: dict[str, Status] = field(default_factory=dict[str, Status])
    trouble: BaseException | None = None
    limits: Limits = field(default_factory=Limits)
    starts: list[str] = field(default_factory=list[str])

    def base_models(self) -> Sequence[BaseModel]:
        self._stumble()
        return [BaseModel(name="m", display_name="M")]

    def start(self, id: str, order: Order, examples: Sequence[Example]) -> None:
        self._stumble()
        assert order.base_model
        assert examples
        self.starts.append(id)
        self.models.setdefault(id, Status(state=JobState.QUEUED))

    def status(self, id: str) -> Status:
        self._stumble()
        if id not in self.models:
            raise NotFound(id)
        return self.models[id]

    def cancel(self, id: str) -> None:
        self._stumble()
        if id in self.models and not self.models[id].state.is_final:
            self.models[id] = Status(state=JobState.CANCELLED)

    def delete(self, id: str) -> None:
        self._stumble()
        self.models.pop(id, None)

    def ask(self, id: str, question: Question) -> Answer:
        self._stumble()
        return Answer(text=f"{id} says: {question.text}")

    def ask_in_pieces(self, id: str, question: Question) -> Iterator[Answer]:
        yield self.ask(id, question)

    def _stumble(self) -> None:
        trouble, self.trouble = self.trouble, None
        if trouble:
            raise trouble


@dataclass
class Wall:
    """Where cards are put up; *trouble* is raised once, instead."""

    cards: list[str] = field(default_factory=list[str])
    trouble: BaseException | None = None

    def put_up(self, job: TuningJob) -> Card:
        trouble, self.trouble = self.trouble, None
        if trouble:
            raise trouble
        self.cards.append(job.order.display_name)
        return Card(channel=make.CARD.channel, ts=f"{len(self.cards)}.0")

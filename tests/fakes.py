"""Stand-ins for the outside world, for what real parts can't be made to do on time."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.domain import (
    Answer,
    BaseModel,
    Capabilities,
    Card,
    Example,
    Grantee,
    JobState,
    Limits,
    Order,
    Permission,
    Question,
    Role,
    Standing,
    Status,
    TunedModel,
    TuningJob,
)
from bot.errors import ChangedMeanwhile, NotFound
from bot.permissions import Who
from tests import make


@dataclass
class FakeService:
    """A tuning service that does as the test says; *trouble* is raised once, by the next call."""

    stands: dict[str, Status] = field(default_factory=dict[str, Status])
    trouble: BaseException | None = None
    limits: Limits = field(default_factory=Limits)
    lane: str = "service"
    lists: list[list[str]] = field(default_factory=list[list[str]])
    starts: list[str] = field(default_factory=list[str])
    given: dict[str, Sequence[Example]] = field(default_factory=dict[str, Sequence[Example]])
    held_out: dict[str, Sequence[Example]] = field(default_factory=dict[str, Sequence[Example]])
    tidied: list[datetime] = field(default_factory=list[datetime])
    capabilities: Capabilities = field(default_factory=lambda: Capabilities(candidates=4))
    known: dict[str, TunedModel] = field(default_factory=dict[str, TunedModel])
    grants: dict[str, list[Permission]] = field(default_factory=dict[str, list[Permission]])

    def base_models(self) -> Sequence[BaseModel]:
        self._stumble()
        return [BaseModel(name="m", display_name="M")]

    def start(
        self, id: str, order: Order, examples: Sequence[Example], held_out: Sequence[Example] = ()
    ) -> None:
        self._stumble()
        assert order.base_model
        assert examples
        self.starts.append(id)
        self.given[id] = examples
        self.held_out[id] = held_out
        self.stands.setdefault(id, Status(state=JobState.QUEUED))
        self.known.setdefault(id, make.tuned_model(id=id, display_name=order.display_name))

    def status(self, id: str) -> Status:
        self._stumble()
        if id not in self.stands:
            raise NotFound(id)
        return self.stands[id]

    def statuses(self, ids: Collection[str]) -> Mapping[str, Status]:
        self.lists.append(sorted(ids))
        self._stumble()
        known = {id: self.stands[id] for id in ids if id in self.stands}  # noqa: A001
        return {id: it for id, it in known.items() if not it.reason}  # noqa: A001

    def cancel(self, id: str) -> None:
        self._stumble()
        if id in self.stands and not self.stands[id].state.is_final:
            self.stands[id] = Status(state=JobState.CANCELLED)

    def delete(self, id: str) -> None:
        self._stumble()
        self.stands.pop(id, None)
        self.known.pop(id, None)

    def ask(self, id: str, question: Question) -> Answer:
        self._stumble()
        others = tuple(f"{id} adds {n}" for n in range(1, question.candidates))
        return Answer(text=f"{id} says: {question.text}", others=others)

    def ask_base(self, base_model: str, question: Question) -> Answer:
        self._stumble()
        return Answer(text=f"{base_model} says: {question.text}")

    def ask_in_pieces(self, id: str, question: Question) -> Iterator[Answer]:
        yield self.ask(id, question)

    def model(self, id: str) -> TunedModel:
        self._stumble()
        if id not in self.known:
            raise NotFound(id)
        return self.known[id]

    def models(
        self, *, filter: str = "", page: str = "", size: int = 50
    ) -> tuple[Sequence[TunedModel], str]:
        """List on one page what is one's own, or shared with somebody by name."""
        self._stumble()
        assert not page
        which = {"owner:me": [True], "readers:me": [False], "": [True, False]}.get(filter, [])
        return [it for it in self.known.values() if it.mine in which][:size], ""

    def use_checkpoint(self, id: str, checkpoint: str) -> TunedModel:
        self.known[id] = replace(self.model(id), checkpoint=checkpoint)
        return self.known[id]

    def tidy(self, before: datetime) -> int:
        self._stumble()
        self.tidied.append(before)
        return 0

    def update(self, id: str, *, display_name: str, description: str, version: str) -> TunedModel:
        now = self.model(id)
        if version and version != now.version:
            raise ChangedMeanwhile(now.display_name)
        self.known[id] = replace(
            now, display_name=display_name, description=description, version=now.version + "+"
        )
        return self.known[id]

    def permissions(self, id: str) -> Sequence[Permission]:
        self._stumble()
        return list(self.grants.get(id, []))

    def permission(self, id: str, permission_id: str) -> Permission:
        found = (it for it in self.permissions(id) if it.id == permission_id)
        if permission := next(found, None):
            return permission
        raise NotFound(permission_id)

    def share(self, id: str, grantee: Grantee, role: Role, email: str = "") -> Permission:
        self._stumble()
        given = Permission(id=email or "everyone", role=role, grantee=grantee, email=email)
        others = [it for it in self.permissions(id) if it.id != given.id]
        self.grants[id] = [*others, given]
        return given

    def change(self, id: str, permission_id: str, role: Role) -> Permission:
        [given] = [it for it in self.permissions(id) if it.id == permission_id]
        return self.share(id, given.grantee, role, given.email)

    def unshare(self, id: str, permission_id: str) -> None:
        self._stumble()
        self.grants[id] = [it for it in self.permissions(id) if it.id != permission_id]

    def transfer(self, id: str, email: str) -> None:
        self._stumble()
        old = [replace(it, role=Role.WRITER) for it in self.permissions(id) if it.email != email]
        new = Permission(id=email, role=Role.OWNER, grantee=Grantee.USER, email=email)
        self.grants[id] = [*old, new]

    def _stumble(self) -> None:
        trouble, self.trouble = self.trouble, None
        if trouble:
            raise trouble


@dataclass
class Wall:
    """Where cards are put up; *trouble* is raised once, instead."""

    cards: list[str] = field(default_factory=list[str])
    trouble: BaseException | None = None

    def put_up(self, job: TuningJob, before: int = 0) -> Card:  # noqa: ARG002
        trouble, self.trouble = self.trouble, None
        if trouble:
            raise trouble
        self.cards.append(job.order.display_name)
        return Card(channel=make.CARD.channel, ts=f"{len(self.cards)}.0")


@dataclass
class Circle(Who):
    """People as the test says; all others are members."""

    people: dict[str, Standing] = field(default_factory=dict[str, Standing])
    groups: dict[str, Collection[str]] = field(default_factory=dict[str, Collection[str]])

    def person(self, user: str) -> Standing:
        return self.people.get(user) or Standing(user=user)

    def members(self, group: str) -> Collection[str]:
        return self.groups.get(group, ())

    def meet(self, user: str, **is_: Any) -> None:
        self.people[user] = Standing(user=user, **is_)

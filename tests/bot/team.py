"""A workspace of three: Ada and Ben have linked accounts, Cem has not."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain import JobState, Site, TuningJob
from bot.errors import NotConnected
from bot.store import Store, WorkspaceStore
from bot.tuner import Tuner
from tests import make
from tests.bot.store.writing import written
from tests.fakes import Circle, FakeService

ADA, BEN, CEM = "U1", "U2", "U3"


@dataclass
class Team:
    """Ada is an admin. *keyed* is what an API key opens; all see one place by default."""

    store: WorkspaceStore
    place: FakeService = field(default_factory=FakeService)
    services: dict[str, FakeService] = field(default_factory=dict[str, FakeService])
    keyed: FakeService = field(default_factory=FakeService)

    now: datetime = make.NOON
    who: Circle = field(default_factory=Circle)

    def __post_init__(self) -> None:
        self.who.meet(ADA, name="Ada", is_admin=True)
        for user, name in ((ADA, "ada"), (BEN, "ben")):
            self.store.accounts.link(make.account(user=user, email=f"{name}@example.com"), "x")
            self.services[user] = self.place

    @property
    def tuner(self) -> Tuner:
        return Tuner(
            "T1",
            self.store,
            self.service_for,
            lambda: self.now,
            keyed=lambda key, _: self.keyed if key else None,
            who=self.who,
        )

    def service_for(self, user: str, _site: Site | None = None) -> FakeService:
        if user not in self.services:
            raise NotConnected
        return self.services[user]

    def unlink(self, user: str) -> None:
        self.store.accounts.unlink(user)
        del self.services[user]

    def tuned(self, name: str = "Cat", *, owner: str = ADA, **order: Any) -> TuningJob:
        """Return a model that is ready; each is a minute younger than the one before."""
        count = len(self.store.jobs.jobs())
        job = make.job(order=make.order(display_name=name, **order), owner=owner, card=make.CARD)
        at = make.NOON + timedelta(minutes=count)
        claim = written(self.store, name.lower(), **_fields(replace(job, wanted=at)))
        done = replace(claim.job, state=JobState.READY, finished=at)
        assert self.store.jobs.advance(claim, done, look_at=None)
        model = make.tuned_model(id=done.model_id, display_name=name)
        self.place.known[done.model_id] = model
        return self.store.jobs.job(done.id)


def team(store: Store) -> Team:
    return Team(store.workspace("T1"))


def _fields(job: TuningJob) -> dict[str, Any]:
    return {name: getattr(job, name) for name in ("order", "owner", "card", "wanted")}

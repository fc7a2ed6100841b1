"""Everything that a person can ask Tuner to do. Knows nothing of Slack's API."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from bot.asking import Asking
from bot.cards import PutUp
from bot.costs import Costs
from bot.domain import (
    Account,
    Act,
    BaseModel,
    Bill,
    Claim,
    Clock,
    Draft,
    DraftClaim,
    DraftState,
    Facts,
    Few,
    Fix,
    JobState,
    NewsKind,
    Overview,
    Preflight,
    Site,
    Tariff,
    TuningJob,
    Whence,
    utc_now,
)
from bot.errors import InvalidInput, NotAllowed, NotConnected, TunerError
from bot.following import Following
from bot.history import History
from bot.library import Library
from bot.models import Models, Whose
from bot.pacing import Pace
from bot.permissions import Anybody, Permissions, Who
from bot.settling import Settling
from bot.store import WorkspaceStore
from bot.trying import Trying
from bot.tuning import Keyed, ServiceFor
from bot.tuning.registry import SERVICES, Services, ServiceType, site_of

EVER = datetime(1970, 1, 1, tzinfo=UTC)
MOVED = "An admin has moved tuning to {} meanwhile. Run `/tune` anew to choose from what is there."
OTHER_VERSION = "The file was mended meanwhile. Look at it anew, then start."


@dataclass(frozen=True, slots=True)
class Tuner:
    """Tuner for one workspace; *service_for* takes a user's id.

    *who* knows people, and *origin* is from where somebody acts. *eager* is how soon a young
    job is looked at again; *keyed* takes a key; the *tariff* says what training costs. The next
    three, which are all workspaces', are as `Following` has them. *usual* is where models are
    tuned where nobody has settled anything, at one of the *services*.
    """

    workspace: str
    store: WorkspaceStore
    service_for: ServiceFor
    clock: Clock = utc_now
    eager: timedelta = timedelta(seconds=15)
    keyed: Keyed | None = None
    tariff: Tariff = Tariff()  # noqa: RUF009 - it is frozen
    who: Who = Anybody()  # noqa: RUF009 - it holds nothing
    origin: Whence = Whence()  # noqa: RUF009 - it is frozen
    pace: Pace = field(default_factory=Pace)
    is_awaited: Callable[[str], bool] = lambda _: False
    chance: Callable[[], float] = lambda: 0.0
    usual: Site = Site()  # noqa: RUF009 - it is frozen
    services: Services = field(default_factory=lambda: SERVICES)

    @property
    def paid(self) -> Collection[str]:
        """Return the names of the services that take money."""
        return [it.name for it in self.services.values() if it.is_paid]

    @property
    def may(self) -> Permissions:
        return Permissions(self.store, self.who, self.clock, self.paid)

    @property
    def history(self) -> History:
        return History(self.store, self.may, self.clock, self.origin)

    @property
    def following(self) -> Following:
        return Following(
            self.store,
            self.service_for,
            self.library,
            self.may,
            self.history,
            self.clock,
            self.eager,
            self.pace,
            self.is_awaited,
            self.chance,
        )

    @property
    def models(self) -> Models:
        mine = self.store, self.service_for, self.clock
        return Models(*mine, may=self.may, history=self.history)

    @property
    def costs(self) -> Costs:
        return Costs(self.store, self.may, self.tariff)

    @property
    def library(self) -> Library:
        return Library(self.store, self.service_for, self.clock, costs=self.costs)

    @property
    def trying(self) -> Trying:
        return Trying(self.store, self.service_for, self.clock)

    @property
    def asking(self) -> Asking:
        return Asking(self.store, self.service_for, self.models, self.keyed, self.clock, self.site)

    @property
    def settling(self) -> Settling:
        return Settling(self.store, self.may, self.history, self.clock)

    @property
    def site(self) -> Site:
        """Return where this workspace tunes now."""
        return site_of(self.may.policy, self.usual, self.services)

    def site_with(self, changes: Mapping[str, Any]) -> Site:
        """Return where it would tune if its policy had these changes."""
        return site_of(replace(self.may.policy, **changes), self.usual, self.services)

    def trouble(self, user: str) -> str:
        """Say what *user*'s account finds wrong with where this workspace tunes, if anything."""
        if not self.kind.needs_place:
            return ""
        try:
            service = self.service_for(user)
            service.models(size=1)
            service.tidy(EVER)  # nothing is that old: whether the bucket can be read is seen
        except NotConnected:
            return ""
        except TunerError as error:
            return str(error)
        return ""

    @property
    def kind(self) -> ServiceType:
        return self.services[self.site.service]

    def kind_of(self, job: TuningJob) -> ServiceType:
        """Return what is known of the service that a job is at; of this one if it is gone."""
        return self.services.get(job.service) or self.kind

    def scopes(self, user: str) -> tuple[str, ...]:
        """Return what *user* has to allow at Google: for where one tunes, and what they have."""
        mine = [it.service for it in self.store.jobs.named() if it.owner == user]
        names = [self.kind.name, *mine]
        kinds = [self.services[it] for it in dict.fromkeys(names) if it in self.services]
        return tuple(dict.fromkeys(scope for kind in kinds for scope in kind.scopes))

    def coming_from(self, origin: Whence) -> Self:
        return replace(self, origin=origin)

    def account(self, user: str) -> Account | None:
        return self.store.accounts.account(user)

    def base_models(self, user: str) -> Sequence[BaseModel]:
        return self.service_for(user).base_models()

    def receive(self, draft: Draft) -> DraftClaim | None:
        """Write a submitted form down; None if it is known already.

        Raises `InvalidInput` if it asks for an id that another model has.
        """
        self._check_id(draft)
        self.may.channel(draft.order.channel)
        site = self.site
        if draft.order.site.service != site.service:
            raise InvalidInput(MOVED.format(self.kind.title), field="base_model")
        here = replace(draft, order=replace(draft.order, site=site))
        return self.store.drafts.receive(here, now=self.clock())

    def refuse(self, claim: DraftClaim) -> None:
        """Remember that a draft's file could not be fetched."""
        self.store.drafts.settle(claim, replace(claim.draft, state=DraftState.REFUSED))

    def mend(self, draft_id: str, fix: Fix, *, by: str) -> Preflight:
        """Take a fix of a draft's file, and write it in the log; see `Library.take`."""
        found = self.library.take(draft_id, fix, by=by)
        name, number = found.dataset.name, found.version.number
        facts: Facts = {"fix": fix, "version": number}
        self.history.write(
            Act.DATASET_FIXED, by=by, subject=found.dataset.id, about=name, after=facts
        )
        return found

    def want(self, draft_id: str, *, by: str, seen: int | None = None) -> Claim | None:
        """Write down that *Start* was pressed; None if it was pressed before.

        *seen* is the version of the dataset that was looked at. No network: this comes before
        the ack. The job may have got a number to its name.
        """
        draft, now = self._checked(draft_id), self.clock()
        if by != draft.owner:
            raise NotAllowed("Only the person who filled in the form can start it.")
        if seen and draft.version and draft.version.number != seen:
            raise InvalidInput(OTHER_VERSION, field="file")
        self._check_id(draft)
        job = TuningJob(
            id=draft.id,
            owner=draft.owner,
            order=draft.order,
            dataset=draft.dataset,
            examples=draft.examples,
            wanted=now,
            total_steps=draft.order.hyperparameters.steps(draft.examples),
            version=draft.version,
            bill=Bill(tokens=draft.tokens, price=self.costs.price(draft.order)),
            held_out=self.library.version_of(draft)[1].held_out if draft.version else "",
        )
        return self.store.jobs.add(job, now=now)

    def begin(self, claim: Claim, put_up: PutUp) -> TuningJob:
        """Put up the card of a job that was just wanted, and start it; see `look`."""
        return self.look(claim, self.clock(), put_up)

    def look(self, claim: Claim, now: datetime, put_up: PutUp) -> TuningJob:
        """Move a claimed job on, as `Following.look` says."""
        return self.following.look(claim, now, put_up)

    def cancel(self, id: str, *, by: str) -> TuningJob:
        """Stop a job. One that was quicker than we were is `READY` all the same."""
        return self.following.cancel(id, by=by)

    def job(self, id: str) -> TuningJob:
        return self.store.jobs.job(id)

    def overview(self, user: str, *, most: int, since: datetime) -> Overview:
        """Return what *user* should see first, as `Catalogue.overview` does."""
        return self.models.overview(user, most=most, since=since)

    def running(self, user: str, *, most: int, whose: Whose = Whose.ALL) -> Few:
        """Return the newest of the jobs on their way that *user* may see, and how many are."""
        return self.models.running(user, most=most, whose=whose)

    def untold(self) -> Sequence[tuple[TuningJob, NewsKind]]:
        """Return the news that was given up; what happened stands on the cards."""
        return self.store.jobs.untold(self.clock())

    def find(self, text: str, *, user: str) -> tuple[TuningJob, str]:
        """Split ``NAME prompt`` or ``NAME: prompt``; the longest name that fits wins."""
        return self.models.find(text, user=user)

    def _checked(self, draft_id: str) -> Draft:
        draft = self.store.drafts.draft(draft_id)
        if draft.state is DraftState.RECEIVED:
            raise InvalidInput("Your file is still being read. Try again.", field="file")
        if draft.state is DraftState.REFUSED:
            raise InvalidInput("That file can't be used. Attach another one.", field="file")
        if draft.state is DraftState.ASKED:
            raise InvalidInput("Say first which columns hold the pairs.", field="file")
        if draft.state is DraftState.STOPPED:
            raise InvalidInput("Something in the file stops tuning. Mend it first.", field="file")
        return draft

    def _check_id(self, draft: Draft) -> None:
        wanted = draft.order.model_id
        taken = self.store.jobs.called(wanted) if wanted else None
        if taken and taken.id != draft.id and taken.state is not JobState.DELETED:
            words = f"*{taken.order.display_name}* has the id {wanted} already. Choose another one."
            raise InvalidInput(words, field="model_id")

"""Lists of tuned models: those of a workspace, and those in its people's Google accounts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from bot.domain import (
    Audience,
    Card,
    Clock,
    Few,
    JobState,
    Named,
    Overview,
    Site,
    TunedModel,
    TuningJob,
    names,
    utc_now,
)
from bot.errors import InvalidInput, NotConnected, NotFound, TunerError
from bot.store import WorkspaceStore
from bot.tuning import ServiceFor

AT_ONCE = 1000  # models that are asked for on one page of the service's list
EVER = datetime.min.replace(tzinfo=UTC)
HERE_ALONE = "Only what was tuned from here is shown. {}"


class Whose(StrEnum):
    """Which models a list shows."""

    ALL = "all"
    MINE = "mine"
    SHARED = "shared"  # somebody else's, which I may use
    EVERYONE = "everyone"  # those that everyone may use


# What says the same to the service.
FILTERS = {
    Whose.ALL: ("",),
    Whose.MINE: ("owner:me",),
    Whose.SHARED: ("writers:me", "readers:me"),
    Whose.EVERYONE: ("readers:everyone",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a list: a job that Tuner started, or a model that it only found.

    *owner* is a user's id here; None where the owner is known to Google alone.
    """

    name: str
    job: TuningJob | None = None
    model: TunedModel | None = None
    owner: str | None = None

    @property
    def id(self) -> str:
        """Return what `details` and `Asking` know it by."""
        return self.job.id if self.job else self.model.id if self.model else ""

    @property
    def state(self) -> JobState | None:
        return self.job.state if self.job else self.model.state if self.model else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of *total* models, newest first. *note* says why some may be missing."""

    entries: Sequence[Entry]
    total: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What can be found, and who may see it.

    An *id* is a job's, or a tuned model's at the service that no job has.
    """

    store: WorkspaceStore
    service_for: ServiceFor
    clock: Clock = utc_now

    def page(
        self,
        user: str,
        *,
        whose: Whose = Whose.ALL,
        text: str = "",
        number: int = 0,
        size: int = 10,
    ) -> Page:
        """Return a page of the models that *user* may see and that have *text* in their words.

        The service's own list is looked at too; where it can't be, a note says so.
        """
        here = self._seen(user, whose)
        there, note = self._elsewhere(user, whose)
        found = [it for it in (*here, *there) if _has(it, text)]
        found.sort(key=_at, reverse=True)
        shown = found[number * size : (number + 1) * size]
        ours = [it.id for it in shown if isinstance(it, Named)]
        jobs = {it.id: it for it in self.store.jobs.some(ours)}
        entries = [_entry(it, jobs.get(it.id), user) for it in shown]
        return Page(entries=entries, total=len(found), note=note)

    def running(self, user: str, *, most: int, whose: Whose = Whose.ALL) -> Few:
        """Return the newest of the jobs that run, and how many of those *user* may see do."""
        found = [it for it in self._seen(user, whose) if not it.state.is_final]
        return self._few(found, most)

    def overview(self, user: str, *, most: int, since: datetime) -> Overview:
        """Return what *user* should see first: at most so many jobs of each part.

        A job that has failed is held up if that was later than *since*.
        """
        seen = self.seen(user)
        running = [it for it in seen if not it.state.is_final]
        mine = [it for it in seen if it.state.is_final and it.owner == user]
        others = [it for it in seen if it.state is JobState.READY and it.owner != user]
        return Overview(
            needing=self.store.jobs.needing(user, since=since, most=most),
            running=self._few(running, most),
            mine=self._few(mine, most),
            others=self._few(others, most),
            going=sum(it.owner == user for it in running),
        )

    def names(self, user: str, text: str = "", limit: int = 100) -> Sequence[tuple[str, str]]:
        """Return ids and names, those that begin with *text* first. From memory: quick."""
        wanted = text.strip().casefold()
        fits = [it for it in self.seen(user) if wanted in it.name.casefold()]
        fits.sort(key=lambda it: not it.name.casefold().startswith(wanted))
        return [(it.id, it.name) for it in fits[:limit]]

    def seen(self, user: str) -> Sequence[Named]:
        """Return the names of what *user* may see, newest first."""
        shared = self._shared_with(user)
        return [it for it in self.store.jobs.named() if it.may_be_seen(by=user) or it.id in shared]

    def find(self, text: str, *, user: str) -> tuple[TuningJob, str]:
        """Split ``NAME prompt`` or ``NAME: prompt``; the longest name that fits wins."""
        if not text.strip():
            raise InvalidInput("Say which model, then the question.", field="text")
        known = {it.name: it.id for it in self.seen(user)}
        found = names.split(text, known)
        if found is None:
            said = text.partition(":")[0] if ":" in text else text.split(maxsplit=1)[0]
            raise NotFound(said, names.near(text, known))
        name, rest = found
        return self.store.jobs.job(known[name]), rest

    def of_card(self, card: Card, *, user: str) -> TuningJob | None:
        """Return the job that a card shows, if *user* may see it."""
        job = self.store.jobs.with_card(card)
        return job if job and self.may_see(job, user) else None

    def may_see(self, job: TuningJob, user: str) -> bool:
        return job.may_be_seen(by=user) or job.id in self._shared_with(user)

    def is_shared_with(self, job: TuningJob, user: str) -> bool:
        """Tell whether the service lets *user* use it on their own account, as last seen."""
        return job.id in self._shared_with(user)

    def tunable(self, user: str, site: Site) -> Sequence[Entry]:
        """Return *user*'s own models that can be tuned further at a *site*, newest first."""
        if not self.service_for(user).capabilities.tune_tuned:
            return []
        page = self.page(user, whose=Whose.MINE, size=AT_ONCE)
        ready = [it for it in page.entries if it.state is JobState.READY]
        return [it for it in ready if it.job is None or _is_at(it.job.site, site)]

    def _shared_with(self, user: str) -> Collection[str]:
        account = self.store.accounts.account(user)
        return self.store.shares.shared_with(account.email) if account else ()

    def _few(self, found: Sequence[Named], most: int) -> Few:
        return Few(self.store.jobs.some([it.id for it in found[:most]]), len(found))

    def _seen(self, user: str, whose: Whose) -> Sequence[Named]:
        match whose:
            case Whose.ALL:
                return self.seen(user)
            case Whose.MINE:
                return [it for it in self.store.jobs.named() if it.owner == user]
            case Whose.SHARED:
                return [it for it in self.seen(user) if it.owner != user]
            case Whose.EVERYONE:
                found = self.store.jobs.named()
                return [it for it in found if it.audience is Audience.EVERYONE]

    def _elsewhere(self, user: str, whose: Whose) -> tuple[Sequence[TunedModel], str]:
        """Return the models that only the service knows of, and why some may be missing."""
        try:
            service = self.service_for(user)
            found = {
                model.id: model
                for filter_ in FILTERS[whose]
                for model in service.models(filter=filter_, size=AT_ONCE)[0]
            }
        except NotConnected:
            return [], ""
        except TunerError as error:
            return [], HERE_ALONE.format(error)
        known = {it.model_id for it in self.store.jobs.named()}
        return [model for id, model in found.items() if id not in known], ""  # noqa: A001


def _is_at(there: Site, site: Site) -> bool:
    """Say whether a model is where another may start from it; buckets do not matter."""
    here = replace(there, place=replace(there.place, bucket=site.place.bucket))
    return here == site


def _at(it: Named | TunedModel) -> datetime:
    return it.wanted if isinstance(it, Named) else it.created or EVER


def _name(it: Named | TunedModel) -> str:
    return it.name if isinstance(it, Named) else it.display_name or it.id


def _entry(it: Named | TunedModel, job: TuningJob | None, user: str) -> Entry:
    if isinstance(it, Named):
        return Entry(name=_name(it), job=job, owner=it.owner)
    return Entry(name=_name(it), model=it, owner=user if it.mine else None)


def _has(it: Named | TunedModel, text: str) -> bool:
    """Tell whether all words of *text* stand in a name, a description or a base."""
    if not text:
        return True
    hay = f"{_name(it)} {it.description} {it.base_model}".casefold()
    return all(word in hay for word in text.casefold().split())

"""Everything that a person can ask Tuner to do. Knows nothing of Slack's API."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from bot import cards
from bot.asking import Asking
from bot.cards import PutUp
from bot.domain import (
    Account,
    Act,
    BaseModel,
    Claim,
    Clock,
    Draft,
    DraftClaim,
    DraftState,
    Facts,
    Fix,
    JobState,
    NewsKind,
    Preflight,
    Price,
    Status,
    TuningJob,
    Whence,
    utc_now,
)
from bot.errors import (
    ChannelClosed,
    Forbidden,
    InvalidInput,
    LinkExpired,
    NotAllowed,
    NotConnected,
    NotFound,
    NotPosted,
    ServiceRefused,
    TunerError,
    TuningUnavailable,
)
from bot.history import History, facts_of
from bot.library import Library
from bot.models import Models
from bot.permissions import Anybody, Permissions, Who
from bot.settling import Settling
from bot.store import TELL_LEASE, WorkspaceStore
from bot.trying import Trying
from bot.tuning import TuningService

log = logging.getLogger(__name__)

OTHER_VERSION = "The file was mended meanwhile. Look at it anew, then start."
MISSING = "The tuning service doesn't find this model. Tuner looks once more."
PASSING = (TuningUnavailable, LinkExpired, NotConnected)  # what keeps a job from starting
CLOSED = (LinkExpired, NotConnected, Forbidden)  # what its owner has to do something about
PAUSE = timedelta(hours=1)
SLOWLY = timedelta(minutes=10)
GONE = "The tuning service no longer has this model. Start again with `/tune`."


@dataclass(frozen=True, slots=True)
class Tuner:
    """Tuner for one workspace; *service_for* takes a user's id.

    *who* knows people, and *origin* is from where somebody acts. *eager* is how soon a young
    job is looked at again; *keyed* takes an API key; *price* is for a million tokens that are
    trained on.
    """

    workspace: str
    store: WorkspaceStore
    service_for: Callable[[str], TuningService]
    clock: Clock = utc_now
    eager: timedelta = timedelta(seconds=15)
    keyed: Callable[[str], TuningService] | None = None
    price: Price | None = None
    who: Who = Anybody()  # noqa: RUF009 - it holds nothing
    origin: Whence = Whence()  # noqa: RUF009 - it is frozen

    @property
    def may(self) -> Permissions:
        return Permissions(self.store, self.who, self.clock)

    @property
    def history(self) -> History:
        return History(self.store, self.may, self.clock, self.origin)

    @property
    def models(self) -> Models:
        mine = self.store, self.service_for, self.clock
        return Models(*mine, may=self.may, history=self.history)

    @property
    def library(self) -> Library:
        return Library(self.store, self.service_for, self.clock, self.price)

    @property
    def trying(self) -> Trying:
        return Trying(self.store, self.service_for, self.clock)

    @property
    def asking(self) -> Asking:
        return Asking(self.store, self.service_for, self.models, self.keyed, self.clock)

    @property
    def settling(self) -> Settling:
        return Settling(self.store, self.may, self.history, self.clock)

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
        return self.store.drafts.receive(draft, now=self.clock())

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
            held_out=self.library.version_of(draft)[1].held_out if draft.version else "",
        )
        return self.store.jobs.add(job, now=now)

    def begin(self, claim: Claim, put_up: PutUp) -> TuningJob:
        """Put up the card of a job that was just wanted, and start it; see `look`."""
        return self.look(claim, self.clock(), put_up)

    def look(self, claim: Claim, now: datetime, put_up: PutUp) -> TuningJob:
        """Move a claimed job on: start it if nobody has yet, else ask how it stands.

        A job that is not started yet gets its card first. Where Tuner may not speak
        (`ChannelClosed`), or its owner may not start it (`NotAllowed`, `InvalidInput`), the
        job is dropped: nothing was started, and its draft is `CHECKED` again. A card that
        Slack did not take (`NotPosted`) is put up later, and only then the job is started.

        What may pass (a service that doesn't answer, an expired link) makes a job wait,
        with the reason; a refusal to start is its end. Neither is raised.
        """
        if claim.job.state is JobState.WANTED and not claim.job.card:
            claim = self._carded(claim, put_up, now)
        try:
            status = self._status(claim)
        except TunerError as error:
            return self._troubled(claim, error, now)
        job = self._move(claim, claim.job.moved_to(status, now), now)
        if claim.job.state is JobState.WANTED and job.state is JobState.CANCELLED:
            self.service_for(job.owner).cancel(job.model_id)  # it was cancelled as it began
        return job

    def cancel(self, id: str, *, by: str) -> TuningJob:
        """Stop a job. One that was quicker than we were is `READY` all the same."""
        job, now = self.store.jobs.job(id), self.clock()
        if by != job.owner:
            raise NotAllowed("Only the person who started it can cancel it.")
        claim = self.store.jobs.claim(id, now)  # whoever is looking at it will be too late
        if claim is None:
            raise NotAllowed("It is over already.")
        try:
            status = self._cancelled(claim.job)
        except TunerError:
            self.store.jobs.advance(claim, claim.job, look_at=now)
            raise
        moved = self._move(claim, claim.job.moved_to(status, now), now)
        self.history.of_model(Act.CANCELLED, job, by=by, after={"state": moved.state})
        return moved

    def job(self, id: str) -> TuningJob:
        return self.store.jobs.job(id)

    def jobs(self, user: str) -> Sequence[TuningJob]:
        """Return the jobs that *user* may see, newest first, each with its last snapshot."""
        return self.models.jobs(user)

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

    def _carded(self, claim: Claim, put_up: PutUp, now: datetime) -> Claim:
        job = claim.job
        try:
            self.may.start(job)
            card = cards.put_up(self.store.cards, job, put_up, now)
        except (ChannelClosed, NotAllowed, InvalidInput):
            self.store.jobs.drop(claim)
            raise
        except NotPosted as error:
            wait = TELL_LEASE if error.perhaps else error.retry_after or TELL_LEASE
            self.store.jobs.advance(claim, job, look_at=now + wait)
            raise
        if card or not job.reason:  # one that waits without a card comes here at each look
            self.history.of_model(Act.STARTED, job, by=job.owner, after=facts_of(job))
        return replace(claim, job=replace(job, card=card))

    def _status(self, claim: Claim) -> Status:
        job, service = claim.job, self.service_for(claim.job.owner)
        if job.state is not JobState.WANTED:
            return service.status(job.model_id)
        if claim.epoch > 1 and not job.order.model_id:  # it was perhaps started: our id tells
            with suppress(NotFound):
                return service.status(job.model_id)
        examples = tuple(self.library.examples(self.store.drafts.draft(job.id)))
        service.start(job.model_id, job.order, examples)
        return Status(state=JobState.QUEUED)

    def _troubled(self, claim: Claim, error: TunerError, now: datetime) -> TuningJob:
        job = claim.job
        gone = isinstance(error, NotFound) and job.reason == MISSING
        log.warning(
            "job.troubled job=%s state=%s error=%s", job.id, job.state, type(error).__name__
        )
        if job.state is JobState.WANTED and not isinstance(error, PASSING):
            job = replace(job, state=JobState.FAILED, finished=now, reason=str(error))
        elif gone:
            job = replace(job, state=JobState.FAILED, finished=now, reason=GONE)
        else:
            reason = MISSING if isinstance(error, NotFound) else str(error)
            job = replace(job, reason=reason)
        return self._move(claim, job, now, error)

    def _cancelled(self, job: TuningJob) -> Status:
        service = self.service_for(job.owner)
        service.cancel(job.model_id)
        try:
            status = service.status(job.model_id)
        except (NotFound, TuningUnavailable):
            status = None
        if status and status.state is JobState.READY:
            return status
        return Status(
            state=JobState.CANCELLED, completed_steps=job.completed_steps, snapshots=job.snapshots
        )

    def _move(
        self, claim: Claim, job: TuningJob, now: datetime, error: TunerError | None = None
    ) -> TuningJob:
        look_at = job.next_look(now, eager=self.eager)
        news = job.news_since(claim.job)
        if look_at and error:
            look_at = max(look_at, now + _patience(error))
            news = (*news, NewsKind.HINDERED) if isinstance(error, CLOSED) else news
        moved = self.store.jobs.advance(claim, job, look_at=look_at, news=news)
        return job if moved else self.store.jobs.job(job.id)


def _patience(error: TunerError) -> timedelta:
    """Say how long it is useless to ask again."""
    if isinstance(error, CLOSED):
        return PAUSE  # or until the owner links anew
    if isinstance(error, ServiceRefused):
        return SLOWLY
    return getattr(error, "retry_after", None) or timedelta()

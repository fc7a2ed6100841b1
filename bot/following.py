"""Jobs on their way: started when it is their turn, looked at, cancelled."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic

from bot import cards
from bot.cards import PutUp
from bot.domain import (
    Act,
    Claim,
    Clock,
    InLine,
    JobState,
    Move,
    Status,
    TuningJob,
    utc_now,
)
from bot.errors import (
    ChannelClosed,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotGranted,
    NotPosted,
    QuotaUsedUp,
    TunerError,
    TuningUnavailable,
)
from bot.history import History, facts_of
from bot.library import Library
from bot.pacing import NONE, Pace
from bot.permissions import Permissions
from bot.stepping import UNLINKED, Stepping, in_line
from bot.store import TELL_LEASE, WorkspaceStore
from bot.tuning import ServiceFor, TuningService
from bot.watchdog import Watchdog

log = logging.getLogger(__name__)

NOT_BEGUN = "It was still waiting in line, so nothing was started."
PAUSE = timedelta(hours=1)
AT_LENGTH = 0.5  # seconds after which a look makes no further call for one job alone


@dataclass(frozen=True, slots=True)
class Following:
    """One workspace's jobs. *is_awaited* tells whether a lane has a line already.

    *chance* gives numbers from -1 to 1: how far from its time each next look is.
    """

    store: WorkspaceStore
    service_for: ServiceFor
    library: Library
    may: Permissions
    history: History
    clock: Clock = utc_now
    eager: timedelta = timedelta(seconds=15)
    pace: Pace = field(default_factory=Pace)
    is_awaited: Callable[[str], bool] = lambda _: False
    chance: Callable[[], float] = lambda: 0.0

    @property
    def stepping(self) -> Stepping:
        return Stepping(self.eager, self.chance)

    def look(self, claim: Claim, now: datetime, put_up: PutUp) -> TuningJob:
        """Move a claimed job on: start it if nobody has yet, else ask how it stands.

        A job that is not started yet gets its card first. Where Tuner may not speak
        (`ChannelClosed`), or its owner may not start it (`NotAllowed`, `InvalidInput`), the
        job is dropped: nothing was started, and its draft is `CHECKED` again. A card that
        Slack did not take (`NotPosted`) is put up later, and only then the job is started.

        What may pass (a service that doesn't answer, an expired link, no room) makes a job
        wait, with the reason; a refusal to start is its end. Neither is raised.
        """
        return self._go_on(self._carded(claim, put_up, now), now)

    def look_at_all(self, claims: Sequence[Claim], now: datetime, put_up: PutUp) -> None:
        """Do the same for several of one person at one site, as far as the service's pace allows.

        Jobs that run are asked for together. What lacks its card comes alone, and gets it
        whatever the pace.
        """
        claims = [self._carded(claims[0], put_up, now), *claims[1:]]
        try:
            service = self.service_for(claims[0].job.owner, claims[0].job.site)
        except TunerError as error:
            self._troubled(claims, error, now)
            return
        if wait := self.pace.take(service.lane, now):
            self._put_off(claims, now, now + wait)
        elif claims[0].job.state is not JobState.TUNING and len(claims) == 1:
            self._go_on(claims[0], now)
        else:
            self._look_together(claims, service, now)

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
        moved = self._move(self.stepping.step(claim, claim.job.moved_to(status, now), now, now))
        self.history.of_model(Act.CANCELLED, job, by=by, after={"state": moved.state})
        return moved

    def _go_on(self, claim: Claim, now: datetime) -> TuningJob:
        service = None
        try:
            service = self.service_for(claim.job.owner, claim.job.site)
            job = self._stands(claim, service, now)
        except TunerError as error:
            return self._troubled([claim], error, now, self._rest(service, error, now))
        self.pace.went_well(service.lane)
        job = self._move(self.stepping.step(claim, job, now, now))
        if claim.job.state is JobState.WANTED and job.state is JobState.CANCELLED:
            service.cancel(job.model_id)  # it was cancelled as it began
        return job

    def _look_together(
        self, claims: Sequence[Claim], service: TuningService, now: datetime
    ) -> None:
        """Ask once for all, and then for each that the answer leaves out.

        That is done for half a second: the lease of all has to outlast the last call, and no
        other look is to come late. Whoever is left comes a tick later.
        """
        began = monotonic()
        try:
            found = service.statuses([claim.job.model_id for claim in claims])
        except TunerError as error:
            self._troubled(claims, error, now, self._rest(service, error, now))
            return
        self.pace.went_well(service.lane)
        moves, left = list[Move](), list[Claim]()
        watchdog = Watchdog(self.store.jobs)
        for claim in claims:
            status = found.get(claim.job.model_id)
            begins = claim.job.state is JobState.QUEUED and status and status.completed_steps
            if status is None or begins:  # how many steps there will be takes a call of its own
                left.append(claim)
            else:
                job = watchdog.watched(claim.job.moved_to(status, now), now)
                moves.append(self.stepping.step(claim, job, now, now))
        self.store.jobs.advance_all(moves)
        while left:
            job = self._go_on(left.pop(0), now)
            stuck = bool(job.reason) and not job.state.is_final  # so would the others be
            wait = self.pace.take(service.lane, now) if left else NONE
            if left and (stuck or wait or monotonic() - began > AT_LENGTH):
                self._put_off(left, now, now + wait)
                return

    def _put_off(self, claims: Sequence[Claim], now: datetime, until: datetime) -> None:
        """Look later.

        Those that are to be started take a claim each. As none can be now, none is claimed.
        """
        self.store.jobs.advance_all([self.stepping.later(it, now, until) for it in claims])
        if claims[0].job.state is JobState.WANTED:
            self.store.jobs.put_off(claims[0].job, now=now, until=until)

    def _carded(self, claim: Claim, put_up: PutUp, now: datetime) -> Claim:
        job = claim.job
        if job.state is not JobState.WANTED or job.card:
            return claim
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

    def _stands(self, claim: Claim, service: TuningService, now: datetime) -> TuningJob:
        """Return a job as the service has it; start it if need be and if it is its turn."""
        job = claim.job
        if job.state is not JobState.WANTED:
            moved = job.moved_to(service.status(job.model_id), now)
            return Watchdog(self.store.jobs).watched(moved, now)
        if job.line is None and claim.epoch > 1 and not job.order.model_id:
            with suppress(NotFound):  # it was perhaps started: our id tells
                return replace(job.moved_to(service.status(job.model_id), now), accepted=now)
        if job.line is None and self.is_awaited(service.lane):
            return replace(job, line=InLine(lane=service.lane), reason="")
        try:
            examples = tuple(self.library.examples(self.store.drafts.draft(job.id)))
            rest = self.library.held_out(job, service.limits.validation)
            service.start(job.model_id, job.order, examples, rest)
        except QuotaUsedUp as error:
            log.info("job.in_line job=%s", job.id)
            return in_line(job, service.lane, error, now)
        return replace(job.moved_to(Status(state=JobState.QUEUED), now), accepted=now)

    def _troubled(
        self,
        claims: Sequence[Claim],
        error: TunerError,
        now: datetime,
        rest: timedelta = NONE,
    ) -> TuningJob:
        """Write what kept one person's jobs from being looked at; return the first of them."""
        job = claims[0].job
        log.warning(
            "job.troubled job=%s state=%s count=%d error=%s",
            job.id,
            job.state,
            len(claims),
            type(error).__name__,
        )
        moved = self._move(*(self.stepping.trouble(it, error, now, rest) for it in claims))
        if isinstance(error, UNLINKED) and not isinstance(error, NotGranted):
            self.store.jobs.pause(job.owner, str(error), until=now + PAUSE)
        return moved

    def _rest(self, service: TuningService | None, error: TunerError, now: datetime) -> timedelta:
        """Return how long a service that is in trouble is left alone."""
        if service is None or not isinstance(error, TuningUnavailable):
            return NONE
        return self.pace.troubled(service.lane, now, error.retry_after)

    def _cancelled(self, job: TuningJob) -> Status:
        if job.line:
            return Status(state=JobState.CANCELLED, reason=NOT_BEGUN)
        service = self.service_for(job.owner, job.site)
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

    def _move(self, *steps: Move) -> TuningJob:
        """Write these steps; return the first one's job as it is then."""
        first, moved = steps[0], self.store.jobs.advance_all(steps)
        job = first.job
        return job if first.claim.job.id in moved else self.store.jobs.job(first.claim.job.id)

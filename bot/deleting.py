"""Deleting tuned models: what it means, who has to agree, and noticing what is gone."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from bot.catalogue import Catalogue
from bot.domain import Act, Audience, DeletionRequest, JobState, Role, TuningJob
from bot.errors import NotAllowed, NotFound, TunerError
from bot.history import History, facts_of
from bot.permissions import Permissions

log = logging.getLogger(__name__)

NOT_DONE = "It is not done yet. Cancel it first, then delete it."
NOT_YOURS = "Only its owner can delete a model."
NEEDS_TWO = "Here, a second person has to agree before a model is deleted."
ASKED_ALREADY = "Its deletion is asked for already. Whoever may agree finds that in its thread."
OVER = "That is over: somebody withdrew or settled it, or a day has passed."
NOT_ONESELF = "Somebody else has to agree: another owner of the model, or an admin."
NOT_ASKED_BY = "Only who asked for it can withdraw it."


@dataclass(frozen=True, slots=True)
class Deleting(Catalogue):
    """What leads to a model's end, and what notices one that came by itself."""

    may: Permissions = field(kw_only=True)
    history: History = field(kw_only=True)

    def consequences(self, id: str) -> Sequence[str]:
        """Say what will stop working when a model is deleted, a sentence each."""
        job = self.store.jobs.job(id)
        further = [it for it in self.store.jobs.jobs() if it.order.parent == job.model_id]
        told = [_of_child(it) for it in further if it.state is not JobState.DELETED]
        if people := self._people(job):
            told.append(f"It is shared with {', '.join(people)}: they can't use it any more.")
        if job.order.audience is Audience.CHANNEL and job.state is JobState.READY:
            told.append("Nobody in its channel can ask it any more.")
        if job.order.audience is Audience.EVERYONE and job.state is JobState.READY:
            told.append("Nobody in this workspace can ask it any more.")
        return told

    def needs_two(self, job: TuningJob) -> bool:
        """Say whether somebody else has to agree; what was never ready is no loss."""
        return job.state is JobState.READY and self.may.policy.second_person

    def delete(self, id: str, *, by: str) -> TuningJob:
        """Delete a model at the service and here; its card tells who did it and when."""
        job = self._deletable(id, by)
        if job.state is JobState.DELETED:
            return job
        if self.needs_two(job):
            raise NotAllowed(NEEDS_TWO)
        if job.gone:  # there is nothing left to delete
            with suppress(NotFound):
                self.service_for(by, job.site).delete(job.model_id)
        else:
            self.service_for(by, job.site).delete(job.model_id)
        return self._deleted(job, by=by, agreed="")

    def ask_to_delete(self, id: str, *, by: str) -> DeletionRequest:
        """Write down that a model is to be deleted once somebody else agrees."""
        job = self._deletable(id, by)
        request = DeletionRequest(job=job.id, by=by, at=self.clock())
        if not self.store.requests.ask(request):
            raise NotAllowed(ASKED_ALREADY)
        self.history.of_model(Act.DELETION_ASKED, job, by=by)
        return request

    def agree(self, id: str, *, by: str) -> TuningJob:
        """Delete what somebody else has asked to be deleted, with the owner's account."""
        job, request = self._job(id, by), self._open(id)
        self.may.member(by)
        if by == request.by or not (self.may.is_admin(by) or self._owns_too(job, by)):
            raise NotAllowed(NOT_ONESELF)
        with suppress(NotFound):  # somebody agreed at the same moment
            self.service_for(job.owner, job.site).delete(job.model_id)
        if not self.store.requests.settle(id):
            raise NotAllowed(OVER)
        return self._deleted(job, by=request.by, agreed=by)

    def withdraw(self, id: str, *, by: str) -> TuningJob:
        """Take the request back; the model stays."""
        job, request = self._job(id, by), self._open(id)
        if by != request.by:
            raise NotAllowed(NOT_ASKED_BY)
        if not self.store.requests.settle(id):
            raise NotAllowed(OVER)
        self.history.of_model(Act.DELETION_WITHDRAWN, job, by=by)
        return job

    def look_for(self, job: TuningJob) -> TuningJob:
        """See whether the service still has a model that was ready, as its owner sees it."""
        if job.state is not JobState.READY:
            return job
        try:
            self.service_for(job.owner, job.site).model(job.model_id)
        except NotFound:
            return self.missed(job)
        except TunerError:
            return job
        self.store.jobs.met(job.id)
        return self.store.jobs.job(job.id)

    def missed(self, job: TuningJob) -> TuningJob:
        """Write that the service does not know it; the second time, it is gone."""
        now = self.store.jobs.missed(job.id, self.clock())
        if now.gone and not job.gone:
            self.history.of_model(Act.VANISHED, job, by="")
            log.info("model.vanished job=%s", job.id)
        return now

    def _deletable(self, id: str, by: str) -> TuningJob:
        job = self._job(id, by)
        self.may.member(by)
        if by != job.owner:
            raise NotAllowed(NOT_YOURS)
        if not job.state.is_final:
            raise NotAllowed(NOT_DONE)
        return job

    def _deleted(self, job: TuningJob, *, by: str, agreed: str) -> TuningJob:
        log.info("model.deleted job=%s user=%s", job.id, by)
        deleted = self.store.jobs.delete(job.id, by=by, at=self.clock())
        after: dict[str, object] = {"agreed": agreed} if agreed else {}
        self.history.of_model(Act.DELETED, job, by=by, before=facts_of(job), after=after)
        return deleted

    def _open(self, id: str) -> DeletionRequest:
        request = self.store.requests.request(id)
        if request is None or not request.is_open(self.clock()):
            raise NotAllowed(OVER)
        return request

    def _owns_too(self, job: TuningJob, user: str) -> bool:
        """Say whether the service lets *user* change the model: its owner, and its writers."""
        if user == job.owner:
            return True
        account = self.store.accounts.account(user)
        if account is None:
            return False
        found = self.service_for(job.owner, job.site).permissions(job.model_id)
        may = {it.email.lower() for it in found if it.role in {Role.OWNER, Role.WRITER}}
        return account.email.lower() in may

    def _job(self, id: str, by: str) -> TuningJob:
        """Return a job that *by* may see, or raise `NotFound`."""
        job = self.store.jobs.job(id)
        if not self.may_see(job, by):
            raise NotFound(id)
        return job

    def _people(self, job: TuningJob) -> Sequence[str]:
        owner = self.store.accounts.account(job.owner)
        mine = owner.email.lower() if owner else ""
        return [it or "everyone" for it in self.store.shares.emails(job.id) if it != mine]


def _of_child(child: TuningJob) -> str:
    name = f"*{child.order.display_name}*"
    if child.state in {JobState.WANTED, JobState.QUEUED}:
        return f"{name} is to be tuned from it, and will fail."
    return f"{name} was tuned further from it. It stays, but where it came from will be gone."

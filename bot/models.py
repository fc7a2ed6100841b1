"""Tuned models, from first sight to deletion: what people do besides tuning and asking."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.catalogue import Entry, Page, Whose
from bot.domain import (
    TUNED,
    Act,
    Facts,
    JobState,
    Permission,
    TunedModel,
    TuningJob,
    names,
)
from bot.errors import InvalidInput, LinkExpired, NotAllowed, NotConnected, NotFound, TunerError
from bot.sharing import Sharing, at_service
from bot.tuning import TuningService

__all__ = ["Details", "Entry", "Models", "Page", "Whose"]

log = logging.getLogger(__name__)

LONGEST_CHAIN = 20
GONE = "The tuning service no longer has this model."
NOT_YOURS = "Only its owner can change this model."
STILL_HERE = "Its owner is here: ask them to hand it over."


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """All about one model; None is what could not be asked, and *note* says why.

    *lineage* are names, from the first base model to this model itself.
    """

    job: TuningJob | None
    model: TunedModel | None
    permissions: Sequence[Permission] | None
    lineage: Sequence[str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Models(Sharing):
    """What people do with tuned models besides tuning and asking them."""

    def details(self, id: str, *, user: str) -> Details:
        """Return all about a model, or what is known of it without its service."""
        self.may.asker(user)
        job = self._job_or_none(id, user)
        try:
            service = self._looking(user, job)
            model = service.model(at_service(id, job))
            model = replace(model, mine=job.owner == user) if job else model
        except NotFound:
            if job is None:
                raise
            waits = job.state in {JobState.WANTED, JobState.FAILED, JobState.CANCELLED}
            return self._alone(self.look_for(job), "" if waits else GONE)
        except TunerError as error:
            if job is None:
                raise
            return self._alone(job, str(error))
        if job and job.gone:
            job = self.look_for(job)  # it is back
        permissions, note = self._permissions_or_why(service, job, model)
        return Details(
            job=job,
            model=model,
            permissions=permissions,
            lineage=self._lineage(job, model),
            note=note,
        )

    def update(
        self, id: str, *, by: str, display_name: str, description: str, seen: str
    ) -> TuningJob:
        """Write a name and a description; *seen* is the version that the form showed.

        Raises `ChangedMeanwhile`. Who may, the service says: its owner and its writers.
        """
        job, name = self._job(id, by), display_name.strip()
        self.may.member(by)
        if not name:
            raise InvalidInput("Enter a name.", field="display_name")
        if reserved := names.reserved(name):
            raise InvalidInput(reserved, field="display_name")
        if name.casefold() in self._others(id):
            raise InvalidInput("Another model has that name.", field="display_name")
        if len(name) > names.LENGTH:
            words = f"A name has at most {names.LENGTH} characters; this one has {len(name)}."
            raise InvalidInput(words, field="display_name")
        service = self._writing(job, by)
        service.update(job.model_id, display_name=name, description=description, version=seen)
        renamed = self.store.jobs.rename(id, name=name, description=description)
        before, after = _words(job), _words(renamed)
        self.history.of_model(Act.RENAMED, renamed, by=by, before=before, after=after)
        return renamed

    def use_checkpoint(self, id: str, checkpoint: str, *, by: str) -> TuningJob:
        """Let another checkpoint of a model answer from now on."""
        job = self._job(id, by)
        self.may.member(by)
        if by != job.owner:
            raise NotAllowed(NOT_YOURS)
        self.service_for(by, job.site).use_checkpoint(job.model_id, checkpoint)
        after: Facts = {"checkpoint": checkpoint}
        self.history.of_model(Act.CHECKPOINT, job, by=by, after=after)
        return job

    def adopt(self, id: str, *, by: str) -> TuningJob:
        """Make an admin the owner of a model whose owner is deactivated.

        Here alone: at the service nobody but its owner can give a model away.
        """
        self.may.admin(by)
        job = self.store.jobs.job(id)
        if not self.may.who.person(job.owner).is_deactivated:
            raise NotAllowed(STILL_HERE)
        before: Facts = {"owner": job.owner}
        adopted = self.store.jobs.hand_over(id, owner=by)
        self.history.of_model(Act.ADOPTED, job, by=by, before=before, after={"owner": by})
        return adopted

    def orphans(self) -> Sequence[TuningJob]:
        """Return the models whose owners are deactivated, newest first."""
        left = set(self.store.departed.users())
        found = self.store.jobs.jobs() if left else ()
        return [it for it in found if it.owner in left and it.state is not JobState.DELETED]

    def first_base(self, job: TuningJob) -> str:
        """Return the base model that all of a model's training began from, in words if unknown."""
        if not job.order.starts_from_tuned:
            return job.order.base_model
        first, *rest = self._lineage(job, None)
        older = self.store.jobs.called(job.order.parent or "")
        return first if older and rest else "its base model"

    # How things are found.

    def _looking(self, user: str, job: TuningJob | None) -> TuningService:
        """Return the service as a job's owner sees it: who may see the job may see this.

        Where the owner's link is gone, or there is no job, as *user* sees it.
        """
        if job is None:
            return self.service_for(user)
        try:
            return self.service_for(job.owner, job.site)
        except (NotConnected, LinkExpired):
            return self.service_for(user, job.site)

    def _writing(self, job: TuningJob, by: str) -> TuningService:
        """Return the service to change a model with; where it shares none, its owner's alone."""
        service = self.service_for(by, job.site)
        if by != job.owner and not service.capabilities.sharing:
            raise NotAllowed(NOT_YOURS)
        return service

    def _alone(self, job: TuningJob, note: str) -> Details:
        """Return what is known of a model without its service."""
        chain = self._lineage(job, None)
        return Details(job=job, model=None, permissions=None, lineage=chain, note=note)

    def _permissions_or_why(
        self, service: TuningService, job: TuningJob | None, model: TunedModel
    ) -> tuple[Sequence[Permission] | None, str]:
        try:
            found = service.permissions(model.id)
        except TunerError as error:
            return None, str(error)
        self._remember(job, found)
        return found, ""

    def _lineage(self, job: TuningJob | None, model: TunedModel | None) -> Sequence[str]:
        """Return names from the first base model on, as far as it is known."""
        chain = [job.order.display_name if job else model.display_name if model else ""]
        parent = job.order.parent if job else model.parent if model else None
        base = model.base_model if model else job.order.base_model if job else ""
        while parent and len(chain) < LONGEST_CHAIN:
            older = self.store.jobs.called(parent)
            chain.append(older.order.display_name if older else parent)
            base = older.order.base_model if older and not older.order.parent else base
            parent = older.order.parent if older else None
        known = [] if base.startswith(TUNED) else [base.removeprefix("models/")]
        return [*known, *reversed(chain)]

    def _others(self, id: str) -> Sequence[str]:
        return [it.name.casefold() for it in self.store.jobs.named() if it.id != id]


def _words(job: TuningJob) -> Facts:
    return {"name": job.order.display_name, "description": job.order.description}

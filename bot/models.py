"""Tuned models, from first sight to deletion: what people do besides tuning and asking."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from bot.catalogue import Catalogue, Entry, Page, Whose
from bot.domain import (
    TUNED,
    Audience,
    Grantee,
    JobState,
    Permission,
    Role,
    TunedModel,
    TuningJob,
    names,
)
from bot.errors import InvalidInput, LinkExpired, NotAllowed, NotConnected, NotFound, TunerError
from bot.tuning import TuningService

__all__ = ["Details", "Entry", "Models", "Page", "Whose"]

log = logging.getLogger(__name__)

LONGEST_CHAIN = 20
GROUPS = "@googlegroups.com"
GONE = "The tuning service no longer has this model."
NO_ADDRESS = (
    "That person has not linked a Google account. Ask them to run `/tune connect`, "
    "or enter their address."
)


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
class Models(Catalogue):
    """What people do with tuned models besides tuning and asking them."""

    def details(self, id: str, *, user: str) -> Details:
        """Return all about a model, or what is known of it without its service."""
        job = self._job_or_none(id, user)
        try:
            service = self._looking(user, job)
            model = service.model(_at_service(id, job))
            model = replace(model, mine=job.owner == user) if job else model
        except NotFound:
            if job is None:
                raise
            waits = job.state in {JobState.WANTED, JobState.FAILED, JobState.CANCELLED}
            return self._alone(job, "" if waits else GONE)
        except TunerError as error:
            if job is None:
                raise
            return self._alone(job, str(error))
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
        if not name:
            raise InvalidInput("Enter a name.", field="display_name")
        if reserved := names.reserved(name):
            raise InvalidInput(reserved, field="display_name")
        if name.casefold() in self._others(id):
            raise InvalidInput("Another model has that name.", field="display_name")
        if len(name) > names.LENGTH:
            words = f"A name has at most {names.LENGTH} characters; this one has {len(name)}."
            raise InvalidInput(words, field="display_name")
        self.service_for(by).update(
            job.model_id, display_name=name, description=description, version=seen
        )
        return self.store.jobs.rename(id, name=name, description=description)

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

    def delete(self, id: str, *, by: str) -> TuningJob:
        """Delete a model at the service and here; its card tells who did it and when."""
        job = self._job(id, by)
        if by != job.owner:
            raise NotAllowed("Only its owner can delete a model.")
        if not job.state.is_final:
            raise NotAllowed("It is not done yet. Cancel it first, then delete it.")
        if job.state is JobState.DELETED:
            return job
        self.service_for(by).delete(job.model_id)
        log.info("model.deleted job=%s user=%s", id, by)
        return self.store.jobs.delete(id, by=by, at=self.clock())

    def permissions(self, id: str, *, by: str) -> Sequence[Permission]:
        """Return who may use a model at the service, as *by* sees it."""
        job = self._job_or_none(id, by)
        found = self.service_for(by).permissions(_at_service(id, job))
        self._remember(job, found)
        return found

    def share(  # noqa: PLR0913 - whom, by whom, and what they may
        self,
        id: str,
        *,
        by: str,
        role: Role,
        email: str = "",
        everyone: bool = False,
        user: str = "",
    ) -> Permission:
        """Let a person, a group or everyone use a model.

        *user* is somebody here, whose linked address is meant. Raises `InvalidInput`.
        """
        job = self._job_or_none(id, by)
        if role is Role.OWNER:
            raise InvalidInput("An owner is made by giving the model away.", field="role")
        address = "" if everyone else self._address(email, user)
        service, model = self.service_for(by), _at_service(id, job)
        given = service.share(model, _grantee(address), role, address)
        self._remember(job, service.permissions(model))
        log.info("model.shared job=%s user=%s grantee=%s", id, by, given.grantee)
        return given

    def unshare(self, id: str, permission_id: str, *, by: str) -> Permission | None:
        """Take a permission back; return what it was, or None if it was gone already."""
        job = self._job_or_none(id, by)
        service, model = self.service_for(by), _at_service(id, job)
        taken = None
        with suppress(NotFound):
            taken = service.permission(model, permission_id)
            service.unshare(model, permission_id)
        self._remember(job, service.permissions(model))
        return taken

    def transfer(self, id: str, *, by: str, email: str = "", user: str = "") -> None:
        """Give a model away; its old owner becomes a writer.

        Where the new owner has linked that address, the model is theirs here, too.
        """
        job = self._job_or_none(id, by)
        if job and by != job.owner:
            raise NotAllowed("Only its owner can give a model away.")
        address = self._address(email, user)
        service, model = self.service_for(by), _at_service(id, job)
        service.transfer(model, address)
        new = self.store.accounts.linked(address)
        if job and new:
            self.store.jobs.hand_over(job.id, owner=new.user)
        self._remember(job, service.permissions(model))
        log.info("model.transferred job=%s user=%s", id, by)

    def first_base(self, job: TuningJob) -> str:
        """Return the base model that all of a model's training began from, in words if unknown."""
        if not job.order.starts_from_tuned:
            return job.order.base_model
        first, *rest = self._lineage(job, None)
        older = self.store.jobs.called(job.order.parent or "")
        return first if older and rest else "its base model"

    # How things are found.

    def _job(self, id: str, by: str) -> TuningJob:
        """Return a job that *by* may see, or raise `NotFound`."""
        job = self.store.jobs.job(id)
        if not self.may_see(job, by):
            raise NotFound(id)
        return job

    def _job_or_none(self, id: str, by: str) -> TuningJob | None:
        """Return the job, or None if it is a model that only the service knows."""
        try:
            return self._job(id, by)
        except NotFound:
            if self._is_known(id):
                raise
            return None

    def _is_known(self, id: str) -> bool:
        known = self.store.jobs.called(id)
        return known is not None

    def _looking(self, user: str, job: TuningJob | None) -> TuningService:
        """Return the service as a job's owner sees it: who may see the job may see this.

        Where the owner's link is gone, or there is no job, as *user* sees it.
        """
        if job is None:
            return self.service_for(user)
        try:
            return self.service_for(job.owner)
        except (NotConnected, LinkExpired):
            return self.service_for(user)

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

    def _remember(self, job: TuningJob | None, found: Sequence[Permission]) -> None:
        """Keep with whom a model is shared: they may then ask it, whatever its audience."""
        if job:
            shared = [it.email for it in found if it.role is not Role.OWNER]
            self.store.shares.keep(job.id, shared)

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

    def _address(self, email: str, user: str) -> str:
        if user:
            account = self.store.accounts.account(user)
            if account is None:
                raise InvalidInput(NO_ADDRESS, field="user")
            return account.email
        if "@" not in email:
            raise InvalidInput("Enter an address, such as ada@example.com.", field="email")
        return email.strip()

    def _people(self, job: TuningJob) -> Sequence[str]:
        owner = self.store.accounts.account(job.owner)
        mine = owner.email.lower() if owner else ""
        return [it or "everyone" for it in self.store.shares.emails(job.id) if it != mine]


def _at_service(id: str, job: TuningJob | None) -> str:
    return job.model_id if job else id


def _grantee(address: str) -> Grantee:
    if not address:
        return Grantee.EVERYONE
    return Grantee.GROUP if address.lower().endswith(GROUPS) else Grantee.USER


def _of_child(child: TuningJob) -> str:
    name = f"*{child.order.display_name}*"
    if child.state in {JobState.WANTED, JobState.QUEUED}:
        return f"{name} is to be tuned from it, and will fail."
    return f"{name} was tuned further from it. It stays, but where it came from will be gone."

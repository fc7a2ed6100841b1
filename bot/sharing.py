"""Who may use a tuned model, at the service and so here."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.deleting import Deleting
from bot.domain import Act, Facts, Grantee, Permission, Role, TuningJob
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.tuning import TuningService

log = logging.getLogger(__name__)

GROUPS = "@googlegroups.com"
NO_ADDRESS = (
    "That person has not linked a Google account. Ask them to run `/tune connect`, "
    "or enter their address."
)


@dataclass(frozen=True, slots=True)
class Sharing(Deleting):
    """Lets people in, takes that back, and gives models away."""

    def permissions(self, id: str, *, by: str) -> Sequence[Permission]:
        """Return who may use a model at the service, as *by* sees it."""
        job = self._job_or_none(id, by)
        found = self._service(job, by).permissions(at_service(id, job))
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
        self.may.member(by)
        if role is Role.OWNER:
            raise InvalidInput("An owner is made by giving the model away.", field="role")
        address = "" if everyone else self._address(email, user)
        service, model = self._service(job, by), at_service(id, job)
        given = service.share(model, _grantee(address), role, address)
        self._remember(job, service.permissions(model))
        self._write(Act.SHARED, id, job, by, after=_of(given))
        log.info("model.shared job=%s user=%s grantee=%s", id, by, given.grantee)
        return given

    def unshare(self, id: str, permission_id: str, *, by: str) -> Permission | None:
        """Take a permission back; return what it was, or None if it was gone already."""
        job = self._job_or_none(id, by)
        self.may.member(by)
        service, model = self._service(job, by), at_service(id, job)
        taken = None
        with suppress(NotFound):
            taken = service.permission(model, permission_id)
            service.unshare(model, permission_id)
        self._remember(job, service.permissions(model))
        if taken:
            self._write(Act.UNSHARED, id, job, by, before=_of(taken))
        return taken

    def transfer(self, id: str, *, by: str, email: str = "", user: str = "") -> None:
        """Give a model away; its old owner becomes a writer.

        Where the new owner has linked that address, the model is theirs here, too.
        """
        job = self._job_or_none(id, by)
        self.may.member(by)
        if job and by != job.owner:
            raise NotAllowed("Only its owner can give a model away.")
        address = self._address(email, user)
        service, model = self._service(job, by), at_service(id, job)
        service.transfer(model, address)
        new = self.store.accounts.linked(address)
        if job and new:
            self.store.jobs.hand_over(job.id, owner=new.user)
        self._remember(job, service.permissions(model))
        after: Facts = {"owner": new.user if new else "", "address": address}
        self._write(Act.HANDED_OVER, id, job, by, before={"owner": by}, after=after)
        log.info("model.transferred job=%s user=%s", id, by)

    def _service(self, job: TuningJob | None, by: str) -> TuningService:
        return self.service_for(by, job.site if job else None)

    def _job_or_none(self, id: str, by: str) -> TuningJob | None:
        """Return the job, or None if it is a model that only the service knows."""
        try:
            return self._job(id, by)
        except NotFound:
            if self._is_known(id):
                raise
            return None

    def _write(  # noqa: PLR0913 - what was done to what
        self,
        act: Act,
        id: str,
        job: TuningJob | None,
        by: str,
        *,
        before: Facts | None = None,
        after: Facts | None = None,
    ) -> None:
        """Write what was done to a model, which perhaps only the service knows."""
        name = job.order.display_name if job else id
        self.history.write(act, by=by, subject=id, about=name, before=before, after=after)

    def _is_known(self, id: str) -> bool:
        known = self.store.jobs.called(id)
        return known is not None

    def _remember(self, job: TuningJob | None, found: Sequence[Permission]) -> None:
        """Keep with whom a model is shared: they may then ask it, whatever its audience."""
        if job:
            shared = [it.email for it in found if it.role is not Role.OWNER]
            self.store.shares.keep(job.id, shared)

    def _address(self, email: str, user: str) -> str:
        if user:
            account = self.store.accounts.account(user)
            if account is None:
                raise InvalidInput(NO_ADDRESS, field="user")
            return account.email
        if "@" not in email:
            raise InvalidInput("Enter an address, such as ada@example.com.", field="email")
        return email.strip()


def at_service(id: str, job: TuningJob | None) -> str:
    return job.model_id if job else id


def _grantee(address: str) -> Grantee:
    if not address:
        return Grantee.EVERYONE
    return Grantee.GROUP if address.lower().endswith(GROUPS) else Grantee.USER


def _of(given: Permission) -> Facts:
    return {"role": given.role, "to": given.email or given.grantee}

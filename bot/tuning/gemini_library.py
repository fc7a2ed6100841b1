"""Tuned models and who may use them, by the Gemini API."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

import google.ai.generativelanguage as glm
from google.protobuf.field_mask_pb2 import FieldMask

from bot.domain import Grantee, Permission, Role, TunedModel
from bot.errors import ChangedMeanwhile, NotFound, ServiceRefused, TunerError
from bot.tuning import gemini_listing as listing
from bot.tuning import gemini_wire as wire
from bot.tuning.gemini_clients import GOOGLE, GeminiClients
from bot.tuning.google_errors import AlreadyThere, check, explained, twice

OWN = "owner:me"
MOST = 1000  # of anything, on one page


class GeminiLibrary(GeminiClients):
    """What is there already. The API does not say whose a model is: a list by owner does."""

    def model(self, id: str) -> TunedModel:
        model = self._get(id)
        named = f'"{model.display_name}"' if '"' not in model.display_name else ""
        mine = self._mine(f"{OWN} {named}".strip())
        seed, folder = self._training(id)
        return replace(wire.tuned_model(model, mine=id in mine), seed=seed, folder=folder)

    def models(
        self, *, filter: str = "", page: str = "", size: int = 50
    ) -> tuple[Sequence[TunedModel], str]:
        others = OWN not in filter.split()
        with explained():
            said = self._list(listing.request(filter, page, size))
            own = self._list(listing.request(OWN, "", MOST, listing.NAMES)) if others else said
            return listing.models(said, listing.ids(own))

    def _mine(self, filter: str) -> Collection[str]:
        """Return the ids of one's own models that a filter lists."""
        with explained():
            return listing.ids(self._list(listing.request(filter, "", MOST, listing.NAMES)))

    def update(self, id: str, *, display_name: str, description: str, version: str) -> TunedModel:
        seen = twice(lambda: self._get(id))
        if version and wire.version(seen) != version:
            raise ChangedMeanwhile(seen.display_name or id)
        return twice(lambda: self._update(id, display_name, description))

    def _update(self, id: str, display_name: str, description: str) -> TunedModel:
        changes = glm.TunedModel(
            name=wire.model_name(id), display_name=display_name, description=description
        )
        mask = FieldMask(paths=["display_name", "description"])
        with explained(id):
            changed = self._models.update_tuned_model(
                tuned_model=changes, update_mask=mask, retry=None, timeout=self._timeout
            )
        return wire.tuned_model(changed, mine=False)

    def delete(self, id: str) -> None:
        with suppress(NotFound):
            twice(lambda: self._delete(id))

    def _delete(self, id: str) -> None:
        with explained(id):
            self._models.delete_tuned_model(
                name=wire.model_name(id), retry=None, timeout=self._timeout
            )

    def use_checkpoint(self, id: str, checkpoint: str) -> TunedModel:
        raise ServiceRefused(f"{id} has no checkpoint {checkpoint}: this service keeps none.")

    def tidy(self, before: datetime) -> int:
        """Find nothing to delete: examples go with the order, and are kept nowhere else."""
        del before
        return 0

    def permissions(self, id: str) -> Sequence[Permission]:
        request = glm.ListPermissionsRequest(parent=wire.model_name(id), page_size=MOST)
        with explained(id):
            listed = self._permissions.list_permissions(request, retry=None, timeout=self._timeout)
            return [wire.permission(it) for it in listed]

    def permission(self, id: str, permission_id: str) -> Permission:
        name = wire.permission_name(id, permission_id)
        with explained(id):
            return wire.permission(
                self._permissions.get_permission(name=name, retry=None, timeout=self._timeout)
            )

    def share(self, id: str, grantee: Grantee, role: Role, email: str = "") -> Permission:
        request = glm.CreatePermissionRequest(
            parent=wire.model_name(id), permission=wire.wanted_permission(grantee, role, email)
        )
        try:
            with explained(id):
                made = self._permissions.create_permission(
                    request, retry=None, timeout=self._timeout
                )
        except AlreadyThere:
            return self._reshare(id, grantee, role, email)
        return wire.permission(made)

    def change(self, id: str, permission_id: str, role: Role) -> Permission:
        wanted = glm.Permission(
            name=wire.permission_name(id, permission_id), role=glm.Permission.Role[role.name]
        )
        mask = FieldMask(paths=["role"])
        with explained(id):
            changed = self._permissions.update_permission(
                permission=wanted, update_mask=mask, retry=None, timeout=self._timeout
            )
        return wire.permission(changed)

    def unshare(self, id: str, permission_id: str) -> None:
        name = wire.permission_name(id, permission_id)
        with suppress(NotFound), explained(id):
            self._permissions.delete_permission(name=name, retry=None, timeout=self._timeout)

    def transfer(self, id: str, email: str) -> None:
        request = glm.TransferOwnershipRequest(name=wire.model_name(id), email_address=email)
        with explained(id):
            self._permissions.transfer_ownership(request, retry=None, timeout=self._timeout)

    def _reshare(self, id: str, grantee: Grantee, role: Role, email: str) -> Permission:
        """Give somebody who has a role already another one, unless they own it."""
        for it in self.permissions(id):
            if it.grantee is grantee and it.email.lower() == email.lower():
                if it.role is Role.OWNER:
                    raise ServiceRefused("That person owns the model already.")
                return it if it.role is role else self.change(id, it.id, role)
        raise ServiceRefused("The tuning service has shared it so already.")

    def _get(self, id: str) -> glm.TunedModel:
        with explained(id):
            return self._models.get_tuned_model(
                name=wire.model_name(id), retry=None, timeout=self._timeout
            )

    def _training(self, id: str) -> tuple[int | None, str]:
        """Return the seed and the adapter's folder: Google tells neither, others may or not."""
        if self._endpoint == GOOGLE:
            return None, ""
        url = f"{self._endpoint}/v1beta/{wire.model_name(id)}/training"
        try:
            with explained(id):
                told = self._session.get(url, timeout=self._timeout)
                check(told)
                return wire.training(told.json())
        except (TunerError, ValueError):
            return None, ""

    def _list(self, asked: Mapping[str, str]) -> Mapping[str, Any]:
        told = self._fetch("v1beta/tunedModels", asked, timeout=self._timeout)
        check(told)
        return told.json()

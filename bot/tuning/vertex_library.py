"""Tuned models at Vertex AI. All who may use the project may use them: none is shared by itself."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, Never

from bot.domain import JobState, Permission, TunedModel
from bot.errors import ChangedMeanwhile, NotFound, ServiceRefused
from bot.tuning import vertex_names as names
from bot.tuning import vertex_status as standing
from bot.tuning import vertex_wire as wire
from bot.tuning.google_errors import twice
from bot.tuning.vertex_clients import VertexClients
from bot.tuning.vertex_names import Json

PAGE = 100  # the most that Google gives at once
ENDED = {JobState.FAILED, JobState.CANCELLED}
NOT_SHARED = (
    "On Vertex AI models are not shared one by one: whoever may use the Google Cloud project "
    "`{}` may use all its models. Ask whoever runs the project to give people the role "
    "Vertex AI User (`roles/aiplatform.user`)."
)
NOT_THERE_YET = "The model is not there yet. Try again when it is ready."
NO_CHECKPOINT = "The model has no checkpoint {}. It has {}."


class VertexLibrary(VertexClients):
    """What is there already. A job stays after its model is deleted, so both are looked at."""

    def model(self, id: str) -> TunedModel:
        job = self._job(id)
        return wire.tuned_model(job, self._model(id, job), self._place.project)

    def models(
        self, *, filter: str = "", page: str = "", size: int = 50
    ) -> tuple[Sequence[TunedModel], str]:
        words = filter.casefold().split()
        if any(it.startswith(("writers:", "readers:")) for it in words):
            return [], ""
        wanted = [it for it in words if it != "owner:me"]
        with self._words.explained():
            there = {names.without_version(it["name"]): it for it in self._sdk.models()}
        found = list[TunedModel]()
        while True:
            with self._words.explained():
                jobs, page = self._sdk.jobs(page=page, size=min(PAGE, size - len(found)))
            found += [it for job in jobs if (it := self._listed(job, there)) and _has(it, wanted)]
            if not page or len(found) >= size:
                return found, page

    def update(self, id: str, *, display_name: str, description: str, version: str) -> TunedModel:
        job = twice(lambda: self._job(id))
        seen = twice(lambda: self._model(id, job))
        if not seen:
            raise ServiceRefused(NOT_THERE_YET)
        if version and wire.version(seen) != version:
            raise ChangedMeanwhile(seen.get("displayName", id))
        changes = {"display_name": display_name, "description": description}
        name = names.without_version(names.tuned(job).model)
        return twice(lambda: self._change(id, job, name, changes))

    def use_checkpoint(self, id: str, checkpoint: str) -> TunedModel:
        job = twice(lambda: self._job(id))
        known = names.tuned(job).endpoints
        if checkpoint not in known:
            words = ", ".join(known) or "none that could be chosen"
            raise ServiceRefused(NO_CHECKPOINT.format(checkpoint, words))
        name, changes = names.tuned(job).model, {"default_checkpoint_id": checkpoint}
        return twice(lambda: self._change(id, job, name, changes))

    def delete(self, id: str) -> None:
        """Delete a model with all its endpoints. The job stays at Google, which keeps them."""
        with suppress(NotFound):
            job = twice(lambda: self._job(id))
            tuned = names.tuned(job)
            for endpoint in tuned.all_endpoints:
                twice(partial(self._endpoints.delete, endpoint))
            if tuned.model:
                twice(lambda: self._delete(id, tuned.model))

    def tidy(self, before: datetime) -> int:
        """Delete the training data from before then that no job still needs; count it."""
        needed, page = set[str](), ""
        while True:
            with self._words.explained():
                jobs, page = self._sdk.jobs(page=page)
            needed.update(
                uri for it in jobs if not standing.is_over(it) for uri in names.datasets(it)
            )
            if not page:
                return self._bucket.tidy(before, needed)

    def permissions(self, id: str) -> Sequence[Permission]:
        self._job(id)
        return []

    def permission(self, id: str, permission_id: str) -> Permission:
        raise NotFound(f"{id}/{permission_id}")

    def share(self, *_: Any, **__: Any) -> Never:
        raise ServiceRefused(NOT_SHARED.format(self._place.project))

    change = unshare = transfer = share

    def _delete(self, id: str, name: str) -> None:
        """Delete a model; of one with several versions this one, as the others are not meant."""
        plain, _, version = name.partition("@")
        with self._words.explained(id):
            newest = self._sdk.model(plain).get("version", version)
            if newest == version and version in {"", "1"}:
                self._sdk.delete(plain)
                return
        self._endpoints.delete_version(name)

    def _listed(self, job: Json, there: dict[str, Json]) -> TunedModel | None:
        """Return a job's model, or None if it came to nothing or is deleted by now."""
        name, _, version = names.tuned(job).model.partition("@")
        model: Json = there.get(name, {})
        if model.get("version", version) != version:  # another one's of the same model
            model = {}
        found = wire.tuned_model(job, model, self._place.project)
        gone = found.state in ENDED or (found.state is JobState.READY and name not in there)
        return None if gone else found

    def _change(self, id: str, job: Json, name: str, changes: Json) -> TunedModel:
        with self._words.explained(id):
            changed = self._sdk.update(name, changes)
        return wire.tuned_model(job, changed, self._place.project)


def _has(model: TunedModel, words: Sequence[str]) -> bool:
    hay = f"{model.display_name} {model.description}".casefold()
    return all(word.strip('"') in hay for word in words)

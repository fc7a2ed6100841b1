"""Tuning real Gemini models on Vertex AI, in a Google Cloud project.

Google makes up the numbers of jobs; Tuner's own id stands in a label of each, and finds it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from bot.domain import (
    Answer,
    BaseModel,
    Capabilities,
    Example,
    JobState,
    Limits,
    Order,
    Question,
    Status,
)
from bot.errors import NotConnected, NotFound, ServiceRefused, TuningUnavailable
from bot.tuning import vertex_answers as answers
from bot.tuning import vertex_names as names
from bot.tuning import vertex_status as standing
from bot.tuning import vertex_wire as wire
from bot.tuning.google_errors import twice
from bot.tuning.kind import Access, ServiceType
from bot.tuning.limits import VERTEX
from bot.tuning.stops import NOTHING
from bot.tuning.vertex_dataset import validation as fitting
from bot.tuning.vertex_dataset import written
from bot.tuning.vertex_library import ENDED, PAGE, VertexLibrary
from bot.tuning.vertex_models import SHIPPED
from bot.tuning.vertex_names import Json
from bot.tuning.vertex_storage import STORAGE

CAPABILITIES = Capabilities(
    candidates=8,
    system_instruction=True,
    sharing=False,
    batch_size=False,
    rates=False,
    adapter_size=True,
    sampling=False,
    loss=False,
    validation=True,
    checkpoints=True,
    api_key=False,
)
TAKEN = "Vertex AI has another model of the id `{}`. Choose another id."
NOT_READY = "The model that this one is to start from is not ready. Choose another one."
NO_PARENT = "Vertex AI has no tuned model `{}` to start from. Choose another one."
SAME_NAME = (
    "Choose another name: one that goes by the name of the model that it starts from "
    "would take its place at Vertex AI."
)
STOPPABLE = {"QUEUED", "PENDING", "RUNNING", "PAUSED", "UPDATING"}


class VertexService(VertexLibrary):
    """One account's view of one project. Nothing is retried but a question."""

    @property
    def lane(self) -> str:
        """Return the project and location, which have the quota."""
        return f"vertex {self._place.project} {self._place.location}"

    @property
    def limits(self) -> Limits:
        return VERTEX

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def base_models(self) -> Sequence[BaseModel]:
        return self._table.offered(self._place, self._clock().date())

    def start(
        self, id: str, order: Order, examples: Sequence[Example], held_out: Sequence[Example] = ()
    ) -> None:
        if self._is_started(id, order):
            return
        source, base, labels = order.base_model, order.base_model, {names.ID: id}
        if order.parent:
            source, base = self._parent(order)
            labels[names.PARENT] = order.parent
        self._table.check(replace(order, base_model=base), self._place, self._clock().date())
        uri = self._kept(order, examples)
        test = self._kept(order, fitting(held_out, len(examples))) if held_out else ""
        wanted = wire.create_request(order, labels, test)
        with self._words.explained(base_model=base):
            self._sdk.start(source, uri, wanted)

    def status(self, id: str) -> Status:
        job = self._job(id)
        status = self._status(job)
        if status.state is JobState.READY:
            self._model(id, job)  # or it is not found: a job outlives its model
        return status

    def statuses(self, ids: Collection[str]) -> Mapping[str, Status]:
        """Ask for up to a hundred jobs at once; where some are ready, for their models too."""
        if len(ids) == 1:
            return {id: self.status(id) for id in ids}  # noqa: A001 - its name everywhere
        jobs = self._jobs(list(ids)[:PAGE])
        ready = any(names.tuned(job).model for job in jobs)
        with self._words.explained():
            there = {it["name"] for it in self._sdk.models()} if ready else set[str]()
        found = {names.id_of(it): self._status(it) for it in jobs if names.is_there(it, there)}
        return {id: it for id, it in found.items() if it.state not in ENDED}  # noqa: A001

    def cancel(self, id: str) -> None:
        twice(lambda: self._stop(id))

    def _stop(self, id: str) -> None:
        with suppress(NotFound):
            job = self._job(id)
            if job.get("state", "").removeprefix(standing.STATE) not in STOPPABLE:
                return
            try:
                with self._words.explained(id):
                    self._sdk.cancel(job["name"])
            except ServiceRefused:
                if not self._status(self._job(id)).state.is_final:
                    raise

    def ask(self, id: str, question: Question) -> Answer:
        return twice(lambda: self._ask(self._endpoint(id), question, id))

    def ask_base(self, base_model: str, question: Question) -> Answer:
        return twice(lambda: self._ask_base(base_model, question))

    def ask_in_pieces(self, id: str, question: Question) -> Iterator[Answer]:
        if question.candidates > 1:  # only a whole answer has several
            yield self.ask(id, question)
            return
        said = over = False
        try:
            for response in self._stream(id, question):
                piece, over = answers.piece(response), answers.is_last(response)
                if piece.text or piece.why:
                    said = True
                    yield piece
        except TuningUnavailable as error:
            if error.retry_after or (said and over):
                raise
            if said:
                raise TuningUnavailable("The answer broke off. Ask again.") from error
        if not said:
            yield Answer(text="", why=NOTHING) if over else self.ask(id, question)

    def _ask(self, model: str, question: Question, id: str) -> Answer:
        sdk = self._sdk_at(names.location(model))
        with self._words.explained(id):
            return answers.answer(sdk.ask(model, question))

    def _ask_base(self, base_model: str, question: Question) -> Answer:
        sdk = self._sdk_at(self._table.served_in(base_model, self._place.location))
        with self._words.explained(base_model=base_model):
            return answers.answer(sdk.ask(base_model, question))

    def _stream(self, id: str, question: Question) -> Iterator[Json]:
        model = self._endpoint(id)
        pieces = self._sdk_at(names.location(model)).ask_in_pieces(model, question)
        while True:
            with self._words.explained(id):
                response = next(pieces, None)
            if response is None:
                return
            yield response

    def _endpoint(self, id: str) -> str:
        """Return what answers for a model: the endpoint of the checkpoint that was chosen."""
        job = self._job(id)
        tuned = names.tuned(job)
        if not tuned.endpoint:
            raise NotFound(id)
        if len(tuned.endpoints) > 1:
            chosen = str(self._model(id, job).get("defaultCheckpointId", ""))
            return tuned.endpoints.get(chosen) or tuned.endpoint
        return tuned.endpoint

    def _is_started(self, id: str, order: Order) -> bool:
        try:
            job = self._job(id)
        except NotFound:
            return False
        if order.model_id and not wire.is_made_of(job, order):
            raise ServiceRefused(TAKEN.format(id))
        return True

    def _parent(self, order: Order) -> tuple[str, str]:
        """Return the whole name of the model to start from, and its base's."""
        id = str(order.parent)  # noqa: A001 - its name everywhere
        try:
            job = self._job(id)
            model = self._model(id, job)
        except NotFound:
            raise ServiceRefused(NO_PARENT.format(order.base_model)) from None
        if not model:
            raise ServiceRefused(NOT_READY)
        if model.get("displayName") == order.display_name:
            raise ServiceRefused(SAME_NAME)
        return names.tuned(job).model, wire.base_of(job)

    def _kept(self, order: Order, examples: Sequence[Example]) -> str:
        with written(examples, order.system_instruction) as dataset:
            return self._bucket.keep(dataset)

    def _status(self, job: Json) -> Status:
        found = standing.status(job, self._place.project)
        return replace(found, reason=self._words.failed(found.reason))


def _open(access: Access) -> VertexService:
    if access.credentials is None:
        raise NotConnected
    return VertexService(
        access.credentials,
        access.place,
        url=access.url,
        storage_url=access.storage_url or STORAGE,
        models=access.models or SHIPPED,
    )


TYPE = ServiceType(
    name="vertex",
    title="Vertex AI",
    limits=VERTEX,
    capabilities=CAPABILITIES,
    make=_open,
    scopes=("https://www.googleapis.com/auth/cloud-platform",),
    is_paid=True,
    needs_place=True,
    by_account=True,
    needs="google.genai",
    extra="vertex",
)

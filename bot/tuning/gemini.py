"""Tuning by the Gemini API's tuned-model surface, through google-generativeai's own clients.

Only the generated clients are used: the package's helpers above them keep global state, drop
fields and read local files.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import cast

import google.ai.generativelanguage as glm
from google.api_core.rest_streaming import ResponseIterator
from google.longrunning.operations_pb2 import Operation
from google.oauth2.credentials import Credentials

from bot.domain import Answer, BaseModel, Capabilities, Example, Limits, Order, Question, Status
from bot.errors import NotFound, ServiceRefused, TuningUnavailable
from bot.tuning import gemini_answers as answers
from bot.tuning import gemini_polling as polling
from bot.tuning import gemini_wire as wire
from bot.tuning.gemini_library import GeminiLibrary
from bot.tuning.google_errors import (
    AlreadyThere,
    NotOffered,
    Unreadable,
    check,
    explained,
    twice,
)
from bot.tuning.kind import Access, ServiceType
from bot.tuning.limits import GEMINI
from bot.tuning.stops import NOTHING

LIST_TIMEOUT = 25  # seconds: one that is left out has a call of 120 before the lease ends
TUNES = "createTunedModel"
CAPABILITIES = Capabilities(candidates=8)
TAKEN = "The tuning service has another model of the id `{}`. Choose another id."


class GeminiService(GeminiLibrary):
    """One person's view, by their own credentials, or what an API key may see.

    Holds no state but its connections. Nothing is retried but a question: the poller comes
    again by itself.
    """

    @property
    def lane(self) -> str:
        """Return the endpoint, where the OAuth client's project has the quota, or another one."""
        own = self._credentials.quota_project_id if self._credentials else None
        return f"{self._endpoint} {own}" if own else self._endpoint

    @property
    def limits(self) -> Limits:
        return GEMINI

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def base_models(self) -> Sequence[BaseModel]:
        with explained():
            listed = self._models.list_models(
                glm.ListModelsRequest(page_size=1000), retry=None, timeout=self._timeout
            )
            models = list(listed)
        return [
            wire.base_model(model)
            for model in models
            if TUNES in model.supported_generation_methods
        ]

    def start(
        self, id: str, order: Order, examples: Sequence[Example], held_out: Sequence[Example] = ()
    ) -> None:
        """Hold nothing out: the API knows no validation."""
        del held_out
        with explained(base_model=order.base_model):
            base = self._base_of(order)
        request = wire.create_request(id, order, examples, base)
        try:
            with explained(base_model=order.base_model):
                self._models.create_tuned_model(request, retry=None, timeout=self._timeout)
        except AlreadyThere:
            if order.model_id and not self._is_made_of(order):
                raise ServiceRefused(TAKEN.format(id)) from None

    def status(self, id: str) -> Status:
        model = self._get(id)
        if model.state == glm.TunedModel.State.ACTIVE:
            return wire.status(model, None)
        return wire.status(model, self._operation(id))

    def statuses(self, ids: Collection[str]) -> Mapping[str, Status]:
        path, fields = polling.request(ids)
        with explained(next(iter(ids)) if len(ids) == 1 else ""):
            told = self._fetch(f"v1beta/{path}", fields, timeout=LIST_TIMEOUT)
            check(told)
            return polling.statuses(told.json(), ids)

    def cancel(self, id: str) -> None:
        twice(lambda: self._stop(id))

    def _stop(self, id: str) -> None:
        with suppress(NotFound):
            operation = self._operation(id)
            if operation and operation.done:
                return
            try:
                self._cancel(operation.name if operation else "")
            except ServiceRefused:
                if not self.status(id).state.is_final:
                    raise

    def ask(self, id: str, question: Question) -> Answer:
        return self._ask_twice(wire.model_name(id), question, id)

    def ask_base(self, base_model: str, question: Question) -> Answer:
        return self._ask_twice(base_model, question)

    def ask_in_pieces(self, id: str, question: Question) -> Iterator[Answer]:
        """Stream; where that does not work from the start, ask for the whole at once.

        Google's own service answered 404 to streaming from tuned models, and an error that
        comes as a stream can't be read: asked again plainly, the service says what is wrong.
        """
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
        except (NotFound, ServiceRefused, TuningUnavailable) as error:
            if getattr(error, "retry_after", None):
                raise
            if said and not over:
                raise TuningUnavailable("The answer broke off. Ask again.") from error
        if not said:
            yield (
                Answer(text="", why=NOTHING)
                if over
                else self._ask_once(wire.model_name(id), question, id)
            )

    def _ask_twice(self, model: str, question: Question, id: str = "") -> Answer:
        return twice(lambda: self._ask_once(model, question, id))

    def _ask_once(self, model: str, question: Question, id: str) -> Answer:
        request = answers.question_request(model, question)
        with explained(id, base_model="" if id else model):
            response = self._answers.generate_content(request, retry=None, timeout=self._timeout)
        return answers.answer(response)

    def _stream(self, id: str, question: Question) -> Iterator[glm.GenerateContentResponse]:
        request = answers.question_request(wire.model_name(id), question)
        with explained(id):
            stream = self._answers.stream_generate_content(
                request, retry=None, timeout=self._timeout
            )
        responses = cast("ResponseIterator", stream)
        try:
            while True:
                with explained(id):
                    response = next(responses, None)
                if response is None:
                    return
                yield response
        finally:
            responses.cancel()

    def _base_of(self, order: Order) -> str:
        """Return the base of the tuned model that an order starts from, if it does."""
        if not order.starts_from_tuned:
            return ""
        model = self._models.get_tuned_model(
            name=order.base_model, retry=None, timeout=self._timeout
        )
        return model.tuned_model_source.base_model or model.base_model

    def _is_made_of(self, order: Order) -> bool:
        try:
            return wire.is_made_of(self._get(order.model_id), order)
        except (NotFound, ServiceRefused):
            return False

    def _operation(self, id: str) -> Operation | None:
        """Return the tuning operation, the running one if there are several.

        None if the service has none that can be read: its client refuses a field that it does
        not know.
        """
        name = wire.model_name(id)
        try:
            with explained(id):
                pages = self._operations.list_operations
                listed: list[Operation] = list(
                    pages(name=name, filter_="", retry=None, timeout=self._timeout)
                )
        except (NotFound, NotOffered, Unreadable):
            return None
        return min(listed, key=lambda it: it.done, default=None)

    def _cancel(self, operation: str) -> None:
        """Cancel under either version: Google's own service is said to know it in v1 only."""
        for version in ("v1beta", "v1") if operation else ():
            url = f"{self._endpoint}/{version}/{operation}:cancel"
            with suppress(NotFound, NotOffered), explained(operation):
                check(self._session.post(url, timeout=self._timeout))
                return
        raise NotOffered("The tuning service does not let this be stopped.")


def _open(access: Access) -> GeminiService:
    credentials = cast("Credentials | None", access.credentials)
    return GeminiService(credentials, access.url, api_key=access.key)


TYPE = ServiceType(
    name="gemini",
    title="the Gemini API",
    limits=GEMINI,
    capabilities=CAPABILITIES,
    make=_open,
    scopes=("https://www.googleapis.com/auth/generative-language.tuning",),
)

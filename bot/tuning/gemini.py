"""Tuning by the Gemini API's tuned-model surface, through google-generativeai's own clients.

Only the generated clients are used: the package's helpers above them keep global state, drop
fields and read local files.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, cast

import google.ai.generativelanguage as glm
from google.api_core.rest_streaming import ResponseIterator
from google.auth.transport.requests import AuthorizedSession
from google.longrunning.operations_pb2 import Operation
from google.oauth2.credentials import Credentials

from bot.domain import Answer, BaseModel, Example, Limits, Order, Question, Status
from bot.errors import NotFound, ServiceRefused, TuningUnavailable
from bot.tuning import gemini_wire as wire
from bot.tuning.google_errors import AlreadyThere, NotOffered, Unreadable, check, explained

GOOGLE = "https://generativelanguage.googleapis.com"
TUNES = "createTunedModel"
LIMITS = Limits(
    input_characters=40_000, output_characters=5_000, request_bytes=4_000_000, display_name=40
)


class GeminiService:
    """One person's view, by their own credentials. Holds no state but its connections.

    *endpoint* is a URL with its scheme, Google's own if empty; *timeout* is in seconds, for
    each call. Nothing is retried but a question: the poller comes again by itself.
    """

    def __init__(self, credentials: Credentials, endpoint: str, *, timeout: float = 60) -> None:
        self._endpoint = (endpoint or GOOGLE).rstrip("/")
        self._timeout = timeout
        self._session = AuthorizedSession(credentials)
        options = {"api_endpoint": self._endpoint}
        self._models = glm.ModelServiceClient(
            credentials=credentials, transport="rest", client_options=options
        )
        self._answers = glm.GenerativeServiceClient(
            credentials=credentials, transport="rest", client_options=options
        )
        self._operations = self._models.transport.operations_client

    @property
    def limits(self) -> Limits:
        return LIMITS

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

    def start(self, id: str, order: Order, examples: Sequence[Example]) -> None:
        request = wire.create_request(id, order, examples)
        with suppress(AlreadyThere), explained(base_model=order.base_model):
            self._models.create_tuned_model(request, retry=None, timeout=self._timeout)

    def status(self, id: str) -> Status:
        with explained(id):
            model = self._models.get_tuned_model(
                name=wire.model_name(id), retry=None, timeout=self._timeout
            )
        if model.state == glm.TunedModel.State.ACTIVE:
            return wire.status(model, None)
        return wire.status(model, self._operation(id))

    def cancel(self, id: str) -> None:
        with suppress(NotFound):
            operation = self._operation(id)
            if operation and operation.done:
                return
            try:
                self._cancel(operation.name if operation else "")
            except ServiceRefused:
                if not self.status(id).state.is_final:
                    raise

    def delete(self, id: str) -> None:
        with suppress(NotFound), explained(id):
            self._models.delete_tuned_model(
                name=wire.model_name(id), retry=None, timeout=self._timeout
            )

    def ask(self, id: str, question: Question) -> Answer:
        try:
            return self._ask_once(id, question)
        except TuningUnavailable as error:
            if error.retry_after:
                raise
            return self._ask_once(id, question)

    def ask_in_pieces(self, id: str, question: Question) -> Iterator[Answer]:
        """Stream; where that does not work from the start, ask for the whole at once.

        Google's own service answered 404 to streaming from tuned models, and an error that
        comes as a stream can't be read: asked again plainly, the service says what is wrong.
        """
        said = over = False
        try:
            for response in self._stream(id, question):
                piece, over = wire.piece(response), wire.is_last(response)
                if piece.text or piece.why:
                    said = True
                    yield piece
        except (NotFound, ServiceRefused, TuningUnavailable) as error:
            if getattr(error, "retry_after", None):
                raise
            if said and not over:
                raise TuningUnavailable("The answer broke off. Ask again.") from error
        if not said:
            yield Answer(text="", why=wire.NOTHING) if over else self._ask_once(id, question)

    def _ask_once(self, id: str, question: Question) -> Answer:
        request = wire.question_request(id, question)
        with explained(id):
            response = self._answers.generate_content(request, retry=None, timeout=self._timeout)
        return wire.answer(response)

    def _stream(self, id: str, question: Question) -> Iterator[glm.GenerateContentResponse]:
        request = wire.question_request(id, question)
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

    def _operation(self, id: str) -> Operation | None:
        """Return the tuning operation, the running one if there are several.

        None if the service has none that can be read: its client refuses a field that it does
        not know.
        """
        name = wire.model_name(id)
        try:
            with explained(id):
                pages = cast("Any", self._operations).list_operations
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

"""The service on a free port of this machine, and Google's own clients of it."""

import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import google.ai.generativelanguage as glm
import requests
import uvicorn
from google.oauth2.credentials import Credentials
from starlette.applications import Starlette

from playground.google import scopes
from playground.google.app import make_app
from playground.google.service import Service
from playground.google.settings import Settings
from playground.trainer import Trainer

ADA, BEN, CHLOE = (f"{name}@playground.test" for name in ("ada", "ben", "chloe"))
ALIAS = "models/gemini-1.5-flash-001-tuning"
ROWS = [("1", "2"), ("3", "4"), ("seven", "eight"), ("-3", "-2"), ("1,000", "1,001")]
EVERY_SCOPE = tuple(scopes.WORDS)


class _Server(uvicorn.Server):
    def __init__(self, app: Starlette) -> None:
        super().__init__(uvicorn.Config(app, log_config=None, lifespan="off"))
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@dataclass(frozen=True)
class Google:
    """A running service."""

    url: str
    service: Service

    def token(self, email: str = ADA, allowed: tuple[str, ...] = EVERY_SCOPE) -> str:
        return self.service.tokens.hand_out(email, self.service.settings.client_id, allowed)

    def clients(self, email: str = ADA, allowed: tuple[str, ...] = EVERY_SCOPE) -> "Clients":
        return Clients(self.url, Credentials(self.token(email, allowed)))

    def call(
        self, verb: str, path: str, body: Any = None, *, email: str = ADA, **more: Any
    ) -> requests.Response:
        """Call without Google's client: *body* as JSON, or a string as it is."""
        headers = {"Authorization": f"Bearer {self.token(email)}"} | more.pop("headers", {})
        what = {"data": body} if isinstance(body, str | bytes) else {"json": body}
        return requests.request(
            verb, f"{self.url}{path}", headers=headers, timeout=30, **what, **more
        )


class Clients:
    """One person's low-level clients, over REST."""

    def __init__(self, url: str, credentials: Credentials) -> None:
        how: dict[str, Any] = {
            "credentials": credentials,
            "transport": "rest",
            "client_options": {"api_endpoint": url},
        }
        self.models = glm.ModelServiceClient(**how)
        self.generate = glm.GenerativeServiceClient(**how)
        self.permissions = glm.PermissionServiceClient(**how)
        self.operations: Any = self.models.transport.operations_client

    def create(self, name: str = "increment", id: str | None = None, **fields: Any) -> Any:
        """Start tuning and return the client's operation."""
        rows = fields.pop("rows", ROWS)
        numbers = fields.pop("numbers", {"epoch_count": 2, "batch_size": 4})
        examples = [glm.TuningExample(text_input=left, output=right) for left, right in rows]
        task = glm.TuningTask(
            training_data=glm.Dataset(examples=glm.TuningExamples(examples=examples)),
            hyperparameters=glm.Hyperparameters(**numbers),
        )
        source: dict[str, Any] = {} if "tuned_model_source" in fields else {"base_model": ALIAS}
        model = glm.TunedModel(display_name=name, tuning_task=task, **(source | fields))
        request = glm.CreateTunedModelRequest(tuned_model_id=id, tuned_model=model)
        return self.models.create_tuned_model(request, retry=None, timeout=60)

    def created(self, name: str = "increment", id: str | None = None, **fields: Any) -> Any:
        """Tune to the end and return the model; the client's own wait looks once a second."""
        operation = self.create(name, id, **fields)
        return until(lambda: operation.result(timeout=1) if operation.done() else None)

    def ask(self, model: str, text: str, **config: Any) -> glm.GenerateContentResponse:
        return self.generate.generate_content(
            glm.GenerateContentRequest(
                model=model,
                contents=[glm.Content(role="user", parts=[glm.Part(text=text)])],
                generation_config=glm.GenerationConfig(**config),
            )
        )


def until(look: Callable[[], Any], seconds: float = 30) -> Any:
    """Look again and again until something is there."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)
    return found


@contextmanager
def serving(settings: Settings, trainer: Trainer) -> Generator[Google]:
    app = make_app(settings, trainer)
    server = _Server(app)
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    assert server.ready.wait(10)
    try:
        yield Google(f"http://127.0.0.1:{listener.getsockname()[1]}", app.state.service)
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()

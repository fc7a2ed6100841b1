"""Running tuning services, and what is done with them up to some point."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import requests
import uvicorn
from google.oauth2.credentials import Credentials

from bot.domain import CloudPlace, Example, Hyperparameters, JobState, Order, Status
from bot.tuning import TuningService
from bot.tuning.gemini import GeminiService
from bot.tuning.vertex import VertexService
from playground.google import scopes
from playground.google.app import make_app
from playground.google.settings import Settings
from playground.google.vertex.cloud import Cloud
from playground.trainer.replay import ReplayTrainer

EXAMPLES = [Example(str(number), str(number + 1)) for number in range(15)]
STEPS = 19  # 15 examples, 5 epochs, batches of 4 across the epochs' borders


@dataclass(frozen=True, slots=True)
class Place:
    """A running tuning service.

    *by* gives the view of whoever has a token, *keyed* an API key's. *token* is a person's.
    """

    url: str
    token: Callable[[str], str]
    by: Callable[[str], TuningService]
    keyed: Callable[[], TuningService]

    def of(self, name: str) -> TuningService:
        return self.by(self.token(name))

    def fail(self, method: str, status: int) -> None:
        """Make the next such call fail."""
        order = {"method": method, "status": status}
        requests.post(f"{self.url}/faults", json=order, timeout=5).raise_for_status()


@contextlib.contextmanager
def gemini(folder: Path, step_seconds: float) -> Generator[Place]:
    """Start the local service, which speaks the Gemini API."""
    with local(folder, step_seconds) as (url, service):

        def token(name: str) -> str:
            return hand_out(service, name, scopes.TUNING)

        def by(token: str) -> TuningService:
            return GeminiService(Credentials(token=token), url, timeout=10)

        def keyed() -> TuningService:
            return GeminiService(None, url, api_key=service.api_key, timeout=10)

        yield Place(url, token, by, keyed)


@contextlib.contextmanager
def vertex(folder: Path, step_seconds: float, **project: Any) -> Generator[Place]:
    """Start the same service, asked as Vertex AI is. Eve has no role in the project."""
    usual: dict[str, Any] = {"lag": 0.01, "strangers": ("eve@playground.test",)}
    cloud = Cloud(**usual | project)
    place = CloudPlace(cloud.project, "us-central1", cloud.bucket)
    with local(folder, step_seconds, cloud=cloud) as (url, service):

        def token(name: str) -> str:
            return hand_out(service, name, scopes.CLOUD)

        def by(token: str) -> TuningService:
            credentials = Credentials(token=token)
            return VertexService(credentials, place, url=url, storage_url=url, timeout=10)

        def keyed() -> TuningService:
            raise AssertionError("Vertex AI takes no keys")

        yield Place(url, token, by, keyed)


@contextlib.contextmanager
def local(folder: Path, step_seconds: float, **changes: Any) -> Generator[tuple[str, Any]]:
    trainer = ReplayTrainer(folder / "trainer", step_seconds=step_seconds)
    app = make_app(Settings(data=folder / "google", **changes), trainer)
    with contextlib.closing(trainer), served(app) as url:
        yield url, app.state.service


def hand_out(service: Any, name: str, scope: str) -> str:
    email = f"{name}@playground.test"
    return str(service.tokens.hand_out(email, service.settings.client_id, [scope]))


@contextlib.contextmanager
def served(app: object) -> Generator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, lifespan="off")  # pyright: ignore[reportArgumentType]
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def order(service: TuningService, name: str = "increment", **changes: Any) -> Order:
    base = service.base_models()[0]
    return replace(Order(display_name=name, base_model=base.name, channel="C1"), **changes)


def numbers(service: TuningService, *, epochs: int) -> Hyperparameters:
    """Choose all that a service lets one choose."""
    can = service.capabilities
    return Hyperparameters(
        epochs=epochs,
        batch_size=3 if can.batch_size else 0,
        learning_rate=None,
        learning_rate_multiplier=0.5,
        adapter_size=4 if can.adapter_size else None,
    )


def ended(service: TuningService, id: str) -> Status:
    end = time.monotonic() + 20
    while not (status := service.status(id)).state.is_final:
        assert time.monotonic() < end, f"still {status.state}"
        time.sleep(0.02)
    return status


def tuned(service: TuningService, id: str = "tuner-cat", **changes: Any) -> str:
    service.start(id, order(service, **changes), EXAMPLES)
    assert ended(service, id).state is JobState.READY
    return id

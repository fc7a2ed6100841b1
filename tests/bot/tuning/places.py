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

from bot.domain import Example, JobState, Order, Status
from bot.tuning import TuningService
from bot.tuning.gemini import GeminiService
from playground.google import scopes
from playground.google.app import make_app
from playground.google.settings import Settings
from playground.trainer.replay import ReplayTrainer

EXAMPLES = [Example(str(number), str(number + 1)) for number in range(15)]
STEPS = 19  # 15 examples, 5 epochs, batches of 4 across the epochs' borders


@dataclass(frozen=True, slots=True)
class Place:
    """A running tuning service.

    *of* gives a person's view of it, *keyed* an API key's; *fail* makes calls fail.
    """

    url: str
    of: Callable[[str], TuningService]
    fail: Callable[[str, int], None]
    keyed: Callable[[], TuningService]


@contextlib.contextmanager
def gemini(folder: Path, step_seconds: float) -> Generator[Place]:
    """Start the local service, which speaks the Gemini API."""
    trainer = ReplayTrainer(folder / "trainer", step_seconds=step_seconds)
    app = make_app(Settings(data=folder / "google"), trainer)
    with contextlib.closing(trainer), served(app) as url:
        local = app.state.service

        def of(name: str) -> TuningService:
            email = f"{name}@playground.test"
            token = local.tokens.hand_out(email, local.settings.client_id, [scopes.TUNING])
            return GeminiService(Credentials(token=token), url, timeout=10)

        def fail(method: str, status: int) -> None:
            order = {"method": method, "status": status}
            requests.post(f"{url}/faults", json=order, timeout=5).raise_for_status()

        def keyed() -> TuningService:
            return GeminiService(None, url, api_key=local.api_key, timeout=10)

        yield Place(url, of, fail, keyed)


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

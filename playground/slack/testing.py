"""A workspace for tests: the real server, in a thread."""

import asyncio
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playground.slack.server import Server, serve
from playground.slack.settings import Settings
from playground.slack.world import World

SECONDS = 20
SHARED = ("client_id", "client_secret", "signing_secret", "verification")


@dataclass(frozen=True, slots=True)
class Running:
    """What clients need to know; *loop* is where the workspace, *world*, lives."""

    url: str
    bot_token: str
    app_token: str
    signing_secret: str
    loop: asyncio.AbstractEventLoop
    world: World

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"


@contextmanager
def running(data: Path, **settings: Any) -> Generator[Running]:
    """Run a workspace on a free port; *settings* are fields of `Settings`."""
    started: list[tuple[World, Server]] = []
    loops: list[asyncio.AbstractEventLoop] = []
    event = threading.Event()

    def ready(world: World, server: Server) -> None:
        loops.append(asyncio.get_running_loop())
        started.append((world, server))
        event.set()

    whole = Settings(data=data, **settings)
    thread = threading.Thread(
        target=lambda: asyncio.run(serve(whole, ready)), name="workspace", daemon=True
    )
    thread.start()
    if not event.wait(SECONDS):
        raise TimeoutError("the workspace did not start")
    world, server = started[0]
    bot, app, secret = (world.tokens[name] for name in ("bot", "app", "signing_secret"))
    try:
        yield Running(world.url, bot, app, secret, loops[0], world)
    finally:
        server.should_exit = True
        thread.join(SECONDS)


@contextmanager
def running_beside(first: Running, data: Path, **settings: Any) -> Generator[Running]:
    """Run another workspace with the same app, which reaches both by the address of the first."""
    assert first.world  # noqa: S101  # `running` gave it
    app = {name: first.world.tokens[name] for name in SHARED}
    with running(data, app=app, **settings) as it:
        assert it.world  # noqa: S101
        first.world.neighbours.append(it.world)
        yield it

"""Runs the workspace until it is told to stop."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Generator

import uvicorn

from playground.slack.app import make_app
from playground.slack.settings import Settings
from playground.slack.world import World

FAREWELL = 1  # seconds that answers under way have to end


class Server(uvicorn.Server):
    """Stops at once although people listen and sockets are open."""

    def __init__(self, world: World, ready: Callable[[World], None]) -> None:
        # Signals are the caller's, and so is the log.
        config = uvicorn.Config(
            make_app(world),
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=FAREWELL,
            ws_max_size=16 * 1024 * 1024,
        )
        super().__init__(config)
        self.world, self._ready = world, ready

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready(self.world)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.world.hush()
        await self.world.sockets.close_all()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """Take the port; raises `OSError` if somebody else has it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off (40 ms an answer) only where the protocol is named.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(256)
    except OSError:
        listening.close()
        raise
    return listening


async def serve(settings: Settings, ready: Callable[[World, Server], None]) -> None:
    """Serve until `should_exit` of the server that *ready* was given is set."""
    listening = listen(settings.host, settings.port)
    world = World.open(settings)
    try:
        name = f"[{settings.host}]" if ":" in settings.host else settings.host
        world.live_at(f"http://{name}:{listening.getsockname()[1]}")
        server = Server(world, lambda world: ready(world, server))
        await server.serve([listening])
    finally:
        world.close()
        listening.close()


def run(settings: Settings, ready: Callable[[World, Server], None]) -> None:
    asyncio.run(serve(settings, ready))

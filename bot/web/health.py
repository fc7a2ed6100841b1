"""What monitors reach: is it alive, can it work, and how is it doing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.web.serving import HEADERS

ALIVE = {"tuner": "alive"}  # names who answers, for those who look whether an address leads here


@dataclass(frozen=True, slots=True)
class Health:
    """*parts* says of each part whether it is well; *metrics* gives a text and its kind."""

    parts: Callable[[], Mapping[str, bool]]
    metrics: Callable[[], tuple[bytes, str]]

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/healthz", self._alive, methods=["GET"]),
            Route("/readyz", self._ready, methods=["GET"]),
            Route("/metrics", self._metrics, methods=["GET"]),
        ]

    def _alive(self, _: Request) -> Response:
        return JSONResponse(ALIVE, 200, HEADERS)

    def _ready(self, _: Request) -> Response:
        parts = dict(self.parts())
        return JSONResponse(parts, 200 if all(parts.values()) else 503, HEADERS)

    def _metrics(self, _: Request) -> Response:
        text, kind = self.metrics()
        return Response(text, 200, HEADERS, media_type=kind)

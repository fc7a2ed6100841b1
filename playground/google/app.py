"""Every path of the service and what is behind it.

The Gemini API is served under /v1beta and /v1 alike: Google publishes the cancelling of tuned
models under v1 only, while its clients call v1beta. Vertex AI is under /v1beta1 and /v1.
"""

from collections.abc import Iterable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from playground.faults import faults_route
from playground.google import methods
from playground.google.door import Method, endpoint
from playground.google.errors import BY_HTTP, ApiError
from playground.google.oauth import oauth_routes
from playground.google.service import Service
from playground.google.settings import Settings, is_loopback
from playground.google.sheets import sheet_routes
from playground.google.vertex import methods as vertex
from playground.google.vertex.storage import storage_routes
from playground.trainer import Trainer


def make_app(settings: Settings, trainer: Trainer) -> Starlette:
    """Return the app; *trainer* stays its maker's, to be closed after the app has stopped."""
    service = Service(settings, trainer)
    routes: list[BaseRoute] = [
        *oauth_routes(service),  # first: /v1/userinfo is sign-in's, the rest of /v1 is not
        *sheet_routes(service),
        *storage_routes(service),
        Mount("/v1beta", routes=_api(service, methods.served())),
        Mount("/v1beta1", routes=_api(service, vertex.served())),
        Mount("/v1", routes=_api(service, [*methods.served(), *vertex.served()])),
        Route("/journal", _journal, methods=["GET"]),
        faults_route(service.faults, service.clock, _only_here),
        Route("/healthz", _health, methods=["GET"]),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: _no_such_path})
    app.state.service = service
    return app


def _api(service: Service, served: Iterable[tuple[str, str, Method]]) -> list[Route]:
    return [Route(path, endpoint(service, method), methods=[verb]) for verb, path, method in served]


async def _journal(request: Request) -> Response:
    """List the calls after `since`, oldest first; only for this machine."""
    _only_here(request)
    service: Service = request.app.state.service
    since = request.query_params.get("since", "0")
    return JSONResponse({"entries": service.journal.since(int(since) if since.isdigit() else 0)})


async def _health(_: Request) -> Response:
    return JSONResponse({"ok": True})


def _only_here(request: Request) -> None:
    # A web page that somebody visits on this machine must not order faults either.
    outside = request.client is None or not is_loopback(request.client.host)
    if outside or "origin" in request.headers:
        raise HTTPException(404)


async def _no_such_path(request: Request, error: Exception) -> Response:
    code = error.status_code if isinstance(error, HTTPException) else 500
    words = f"There is no method {request.method} {request.url.path}."
    return ApiError(BY_HTTP.get(code, "UNKNOWN"), words).response()

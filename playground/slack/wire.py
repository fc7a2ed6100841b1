"""What the app fetches and posts outside `/api/`: files, uploads, answers to a `response_url`."""

import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
)
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from playground.faults import befall
from playground.slack.api.reading import arguments
from playground.slack.errors import Refused, SlackError
from playground.slack.faults import refuse
from playground.slack.world import World

SIGN_IN = """<!doctype html><html lang="en"><head><title>Sign in</title></head>
<body><h1>Sign in to the workspace</h1>
<p>This file is shown to apps with a valid token and the scope files:read.</p></body></html>
"""
GONE = {"expired_url": 404, "used_url": 404, "channel_not_found": 404, "message_not_found": 404}


async def download(request: Request) -> Response:
    """Send a file to the app. Without a token that may read files: a page, with status 200."""
    world: World = request.app.state.world
    if not _may_read(request, world):
        return HTMLResponse(SIGN_IN)
    team, _, file_id = request.path_params["file"].partition("-")
    try:
        file = world.files.shown_to_app(file_id)
    except SlackError:
        return PlainTextResponse("file_not_found", 404)
    if team != world.workspace.team["id"]:
        return PlainTextResponse("file_not_found", 404)
    path = world.files.path(file)
    world.journal.add("from_app", "api", "files.download", {"file": file["id"]})
    return FileResponse(path, media_type=file["mimetype"], filename=file["name"])


def _may_read(request: Request, world: World) -> bool:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    known = secrets.compare_digest(token.encode(), cast("str", world.tokens["bot"]).encode())
    scopes = world.workspace.manifest.scopes
    return scheme.lower() == "bearer" and known and (scopes is None or "files:read" in scopes)


async def upload(request: Request) -> Response:
    world: World = request.app.state.world
    try:
        chunks = request.stream()
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            chunks = _first_part(request)
        file = await world.uploads.take(request.path_params["secret"], chunks)
    except Refused as error:
        return PlainTextResponse(str(error), error.status)
    return PlainTextResponse(f"OK - {file['size']}")


async def _first_part(request: Request) -> AsyncGenerator[bytes]:
    """Yield the bytes of the one file in a form: the other way in which clients may send it."""
    async with request.form() as form:
        for value in form.values():
            if not isinstance(value, str):
                while chunk := await value.read(65_536):
                    yield chunk
                return


async def respond(request: Request) -> Response:
    world: World = request.app.state.world
    payload: dict[str, Any] = {}
    error: SlackError | None = None
    try:
        payload = await arguments(request)
        world.responses.use(request.path_params["secret"], payload)
    except SlackError as trouble:
        error = trouble
    outcome: dict[str, Any] = {"ok": error is None, "error": error.name if error else None}
    world.journal.add("from_app", "api", "response_url", payload, **outcome)
    if error:
        return JSONResponse(error.answer(), GONE.get(error.name, 400))
    return PlainTextResponse("ok")


async def link(socket: WebSocket) -> None:
    world: World = socket.app.state.world
    await world.sockets.serve(socket)


Endpoint = Callable[[Request], Awaitable[Response]]


def _troubled(name: str, endpoint: Endpoint) -> Endpoint:
    """Let *endpoint* answer, unless trouble was ordered for what is called *name*."""

    async def answer(request: Request) -> Response:
        world: World = request.app.state.world
        fault = world.faults.meet(name)
        return await befall(fault, lambda: endpoint(request), lambda rule: refuse(rule, {}))

    return answer


ROUTES = [
    Route("/files-pri/{file}/download/{name:path}", _troubled("files.download", download)),
    Route("/files-pri/{file}/{name:path}", _troubled("files.download", download)),
    Route("/upload/v1/{secret}", _troubled("files.upload", upload), methods=["POST"]),
    Route("/response/{team}/{secret}", _troubled("response_url", respond), methods=["POST"]),
    WebSocketRoute("/link/", link),
]

"""Who may come in by the page's door."""

import base64
import binascii
import hashlib
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.slack.passwords import check
from playground.slack.world import World

OWN_KEYS = ("/api/", "/files-pri/", "/upload/", "/response/", "/link/")
HERE = {"127.0.0.1", "localhost", "::1"}


class Guard:
    """Refuses what another site's page sends, and asks for a password beyond this machine.

    What the app uses carries tokens of its own, so it passes.
    """

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app, self._world = app, world
        self._known: dict[bytes, str] = {}  # a password takes long to check: once is enough

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(OWN_KEYS):
            headers = Headers(scope=scope)
            if not self._from_here(headers):
                words = "This came from another page."
                answer = JSONResponse({"ok": False, "error": "bad_origin", "message": words}, 403)
                return await answer(scope, receive, send)
            if self._world.settings.host not in HERE:
                person = self._signed_in(headers.get("authorization", ""))
                if person is None:
                    ask = {"www-authenticate": 'Basic realm="Playground", charset="UTF-8"'}
                    answer = PlainTextResponse("Who are you? Name and password.", 401, ask)
                    return await answer(scope, receive, send)
                scope["person"] = person
        return await self._app(scope, receive, send)

    def _from_here(self, headers: Headers) -> bool:
        """Say whether the request is from our own page or from no page at all."""
        host, origin = headers.get("host", ""), headers.get("origin")
        name = urlsplit(f"//{host}").hostname
        if self._world.settings.host in HERE and name not in HERE:
            return False  # a foreign name that points to this machine
        return origin is None or urlsplit(origin).netloc == host

    def _signed_in(self, header: str) -> str | None:
        scheme, _, encoded = header.partition(" ")
        if scheme.lower() != "basic":
            return None
        digest = hashlib.sha256(header.encode()).digest()
        if digest not in self._known:
            try:
                name, _, password = base64.b64decode(encoded).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                return None
            person = self._world.workspace.named(name)
            if person is None or not check(self._world.store, person["id"], password):
                return None
            self._known[digest] = person["id"]
        return self._known[digest]

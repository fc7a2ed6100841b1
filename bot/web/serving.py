"""The HTTP server, and what every page is sent with."""

import socket
import threading

import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address has the code in it
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
}


def page(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status, HEADERS)


class WebServer:
    """Serves on a thread. The socket listens once this is made, so its *port* is known."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        """Listen, or raise OSError."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, port), family=family)
        self.port: int = self._socket.getsockname()[1]
        # No access log: an address that Google sends a browser back to has a code in it.
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="web", daemon=True
        )

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def stop(self, patience: float = 4) -> None:
        """Answer what was asked, and stop."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(patience)
        self._socket.close()

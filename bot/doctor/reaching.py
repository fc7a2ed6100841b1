"""Where browsers and Slack find Tuner, and whether it runs there."""

import secrets
import socket
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import requests

from bot.config import Config
from bot.doctor.check import TIMEOUT

CALLBACK = "/google/callback"


def own_url(config: Config) -> str:
    return config.google.redirect_url.removesuffix(CALLBACK)


def runs_here(config: Config) -> bool:
    """Tell whether somebody listens where Tuner would, which may be Tuner."""
    with answering(config.host, config.port) as word:
        return not word


def seen_at(url: str) -> str:
    """Return how the health page there begins, or nothing where none is reached."""
    try:
        return requests.get(f"{url}/healthz", timeout=TIMEOUT).text[:1000]
    except requests.RequestException:
        return ""


@contextmanager
def answering(host: str, port: int) -> Generator[str]:
    """Listen as Tuner would, and answer with a word that nobody else knows.

    The word is empty if somebody listens there already, which may be Tuner.
    """
    word = secrets.token_hex(8)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library's name
            self.send_response(200)
            self.send_header("content-length", str(len(word)))
            self.end_headers()
            self.wfile.write(word.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: what is said here is said as checks."""

    class Server(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

    try:
        server = Server((host, port), Handler)
    except OSError:
        yield ""
        return
    with server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield word
        finally:
            server.shutdown()

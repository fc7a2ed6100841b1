"""Whether browsers reach Tuner: they must, also with Socket Mode, to come back from Google."""

import secrets
import socket
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import requests

from bot.config import Config, is_loopback
from bot.doctor.check import TIMEOUT, Check, Checks, fine, unset, wrong

NAME, CALLBACK = "browsers", "/google/callback"
MUST = "Browsers must reach it, also with Socket Mode: Google sends people back there."
HERE = f"{MUST} Only those on this machine can: for others set TUNER_URL to an https address."
FROM_HERE = f"{MUST} From here it works; try it from where people are."


def checks(config: Config, problems: Mapping[str, str]) -> Checks:
    unknown = list(unset(NAME, problems, "TUNER_URL", "TUNER_PORT"))
    yield from unknown or [_reached(config, config.google.redirect_url.removesuffix(CALLBACK))]


def _reached(config: Config, url: str) -> Check:
    """Knock at the address that browsers are sent to; if nobody runs there yet, open ourselves."""
    hint = HERE if is_loopback(urlsplit(url).hostname or "") else FROM_HERE
    with _answering(config.host, config.port) as word:
        said = _get(f"{url}/healthz")
    if word and said == word:
        return fine(NAME, f"{url} leads here; Tuner does not run now", hint)
    if not word and any(part in said for part in ('"slack"', '"clock"')):
        return fine(NAME, f"Tuner answers at {url}", hint)
    return _astray(config, url)


def _astray(config: Config, url: str) -> Check:
    words = f"{url} does not lead to Tuner, which listens on {config.host}:{config.port}"
    fix = f"{MUST} Mend TUNER_URL, or the proxy or firewall before Tuner; or change TUNER_PORT."
    return wrong(NAME, words, fix)


def _get(url: str) -> str:
    try:
        return requests.get(url, timeout=TIMEOUT).text[:1000]
    except requests.RequestException:
        return ""


@contextmanager
def _answering(host: str, port: int) -> Generator[str]:
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

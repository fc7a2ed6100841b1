"""A tiny HTTP server that answers what it was told to, also what no sane service would."""

import json
import os
import socket
import struct
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

RPC = "type.googleapis.com/google.rpc."


@dataclass(frozen=True, slots=True)
class Said:
    """One answer. *claimed* is its Content-Length if that should lie."""

    status: int = 200
    body: bytes = b"{}"
    content_type: str = "application/json; charset=UTF-8"
    claimed: int | None = None
    reset: bool = False
    hang: bool = False
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def ok(body: object, status: int = 200) -> Said:
    return Said(status, json.dumps(body).encode())


def failed(code: int, status: str, *details: Mapping[str, Any], message: str = "No.") -> Said:
    """Return an error in Google's form."""
    error = {"code": code, "message": message, "status": status, "details": details}
    return Said(code, json.dumps({"error": error}).encode())


@dataclass
class Script:
    """What is answered by path (the part that ends last in it wins), and what was asked."""

    url: str = ""
    answers: dict[str, list[Said]] = field(default_factory=dict[str, list[Said]])
    asked: list[tuple[str, str, bytes]] = field(default_factory=list[tuple[str, str, bytes]])
    headers: list[Mapping[str, str]] = field(default_factory=list[Mapping[str, str]])
    over: threading.Event = field(default_factory=threading.Event)

    def say(self, *answers: Said, to: str = "") -> None:
        """Answer so, one after the other; the last one again and again."""
        self.answers[to] = list(answers)

    def next(self, path: str) -> Said:
        parts = [part for part in self.answers if part in path]
        fits = max(parts, key=lambda part: path.rfind(part) + len(part) if part else 0)
        left = self.answers[fits]
        return left.pop(0) if len(left) > 1 else left[0]

    def paths(self) -> list[str]:
        return [path.partition("?")[0] for _, path, _ in self.asked]


@contextmanager
def serving() -> Generator[Script]:
    script = Script()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            script.asked.append((self.command, self.path, body))
            script.headers.append(dict(self.headers))
            said = script.next(self.path)
            if said.hang:
                script.over.wait(30)
                return
            if said.reset:
                now = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
                os.close(self.connection.detach())
                return
            self.send_response(said.status)
            self.send_header("Content-Type", said.content_type)
            self.send_header("Content-Length", str(said.claimed or len(said.body)))
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)

        do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 - the base class asks for these

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield script
    finally:
        script.over.set()
        server.shutdown()
        server.server_close()
        thread.join()

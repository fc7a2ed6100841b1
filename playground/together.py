"""Everything on one machine: the local workspace, Google's stand-in, and the bot between them."""

from __future__ import annotations

import base64
import os
import random
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from typing import Literal, Self

from playground.consenting import install

Mode = Literal["socket", "http"]
Service = Literal["gemini", "vertex"]
SECRETS: dict[Mode, tuple[str, ...]] = {
    "socket": ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"),
    "http": ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET"),
}

READY = re.compile(r"^(\w+): ready(?: (\S+))?")
SETTING = re.compile(r"^\s*(?:\w+: )?([A-Za-z_-]+)[ =](\S+)")

PATIENCE = 600  # seconds until a part must be ready; the first start converts a base model
FAREWELL = 15  # seconds to stop in
PORTS = range(15_000, 32_000)
PRICES = Path(__file__).parent / "samples" / "prices.toml"


class NotStarted(Exception):  # noqa: N818  # `str(error)` is for whoever started it
    """A part of the playground did not come up; the words say which, and where its log is."""


@dataclass
class Part:
    """One process of the playground; what it prints goes into its log."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    said: dict[str, str] = field(default_factory=dict[str, str])  # "name: key value" lines

    def start(self) -> Self:
        """Start it and wait until it says that it is ready, with what it prints to use it."""
        self._lines: Queue[str | None] = Queue()
        self.process = subprocess.Popen(  # noqa: S603  # our own modules
            [sys.executable, "-u", *self.command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **self.environment},
            start_new_session=True,  # Ctrl-C is ours to pass on, in order
        )
        # Its own process and queue: one that ended may be read to its end after the next began.
        reading = (self.process, self._lines)
        threading.Thread(
            target=self._read, args=reading, name=f"{self.name}.log", daemon=True
        ).start()
        self._wait()
        return self

    def stop(self) -> None:
        """Ask it to stop, and end it if it does not."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(FAREWELL)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def kill(self) -> None:
        """End it without a word, as a crash would."""
        self.process.kill()
        self.process.wait()

    def _read(self, process: subprocess.Popen[str], lines: Queue[str | None]) -> None:
        assert process.stdout  # noqa: S101  # it is a pipe, as started above
        with self.log.open("a", buffering=1) as log:
            for line in process.stdout:
                log.write(line)
                lines.put(line.rstrip("\n"))
        lines.put(None)

    def _wait(self) -> None:
        ready = False
        while True:
            try:
                line = self._lines.get(timeout=0.3 if ready else PATIENCE)
            except Empty:
                if ready:  # nothing more to say
                    return
                self.kill()
                line = None
            if line is None:
                raise NotStarted(f"{self.name} did not start. Its log says why: {self.log}")
            if setting := SETTING.match(line):
                self.said[setting[1]] = setting[2]
            ready = ready or bool(READY.match(line))


@dataclass
class Playground:
    """All parts; *data* is where they keep what they know, so a second start finds it."""

    data: Path
    port: int = 0  # the page's; the others take the next ones; 0: any that are free
    trainer: Sequence[str] = ()  # options of ``python -m playground google``
    poll_seconds: float = 1.0
    mode: Mode = "socket"
    service: Service = "gemini"  # where models are tuned, unless a workspace settles otherwise
    prefix: str = ""  # of the commands
    workspace: Sequence[str] = ()  # options of ``python -m playground slack``

    def __enter__(self) -> Self:
        self.data.mkdir(parents=True, exist_ok=True)
        ports = [self.port, self.port + 1, self.port + 2] if self.port else free_ports(3)
        self.slack_url, self.google_url, self.bot_url = (f"http://127.0.0.1:{it}" for it in ports)
        self.parts: list[Part] = []
        try:
            manifest = ("--manifest", str(self._manifest()))
            slack = ("slack", "--port", str(ports[0]), *manifest, *self.workspace)
            self.slack = self._start("slack", "playground", *slack)
            redirect = f"{self.bot_url}/google/callback"
            google = ("google", "--port", str(ports[1]), "--redirect-uri", redirect, *self.trainer)
            self.google = self._start("google", "playground", *google)
            self._start_bot(ports[2])
            if self.mode == "http":
                install(self.slack_url, self.bot_url)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for part in reversed(self.parts):
            part.stop()
        self.parts.clear()

    def watch(self, stop: threading.Event) -> None:
        """Return when *stop* is set, or raise `NotStarted` if a part ends by itself."""
        while not stop.wait(1):
            for part in self.parts:
                if part.process.poll() is not None:
                    raise NotStarted(f"{part.name} ended. Its log says why: {part.log}")

    def restart_bot(self, *, crash: bool = False) -> None:
        """Stop the bot, or end it as a crash would, and start it again."""
        (self.bot.kill if crash else self.bot.stop)()
        self.bot.start()

    def _manifest(self) -> Path:
        """Write down what the bot says of itself: how Slack reaches it, and its commands."""
        way = ("--url", self.bot_url) if self.mode == "http" else ("--socket",)
        command = [sys.executable, "-m", "bot", "manifest", *way, "--prefix", self.prefix]
        said = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # our own modules
        file = self.data / "manifest.yml"
        file.write_text(said.stdout)
        return file

    def _start(self, name: str, module: str, *options: str, **environment: str) -> Part:
        (self.data / "logs").mkdir(exist_ok=True)
        data = () if name == "bot" else ("--data", str(self.data))
        command = ["-m", module, *options, *data]
        part = Part(name, command, self.data / "logs" / f"{name}.log", environment)
        self.parts.append(part)
        return part.start()

    def _start_bot(self, port: int) -> None:
        self.bot = self._start("bot", "bot", "serve", **self._settings(port))

    def _settings(self, port: int) -> dict[str, str]:
        """Return the bot's settings: what differs from real use is where things are."""
        google, slack = self.google_url, self.slack_url
        return {
            **{name: self.slack.said[name] for name in SECRETS[self.mode]},
            "SLACK_AUTH_URL": f"{slack}/oauth/v2/authorize",
            "TUNER_COMMAND_PREFIX": self.prefix,
            "GOOGLE_CLIENT_ID": self.google.said["client-id"],
            "GOOGLE_CLIENT_SECRET": self.google.said["client-secret"],
            "SLACK_API_URL": f"{slack}/api/",
            "SLACK_FILE_HOSTS": slack.removeprefix("http://"),
            "GOOGLE_AUTH_URL": f"{google}/o/oauth2/v2/auth",
            "GOOGLE_TOKEN_URL": f"{google}/token",
            "GOOGLE_REVOKE_URL": f"{google}/revoke",
            "GOOGLE_USERINFO_URL": f"{google}/oauth2/v3/userinfo",
            "GOOGLE_SHEETS_URL": google,
            **self._tuning(),
            "TUNER_URL": self.bot_url,
            "TUNER_PORT": str(port),
            "TUNER_DATABASE": str(self.data / "bot" / "tuner.db"),
            "TUNER_KEY": key_in(self.data / "bot" / "key"),
            "TUNER_POLL_SECONDS": str(self.poll_seconds),
            **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), ""),
        }

    def _tuning(self) -> dict[str, str]:
        """Return where models are tuned: both services are there, whichever is the usual one."""
        google, said = self.google_url, self.google.said
        return {
            "TUNING_SERVICE": self.service,
            "TUNING_URL": google,
            "VERTEX_URL": google,
            "STORAGE_URL": google,
            "VERTEX_PROJECT": said["project"],
            "VERTEX_LOCATION": said["location"],
            "VERTEX_BUCKET": said["bucket"],
            "VERTEX_SERVICE_ACCOUNT_FILE": str(self.data / "google" / "service-account.json"),
            "TUNER_PRICES_FILE": str(PRICES),
        }


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on at the moment.

    They are below those that systems give to whoever connects somewhere: one of them may be
    taken so in the moment before somebody listens there.
    """
    found = list[int]()
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as it, suppress(OSError):
            it.bind(("127.0.0.1", port))
            found.append(port)
        if len(found) == count:
            break
    return found


def key_in(file: Path) -> str:
    """Return the key that the bot's database is encrypted with; made once, kept beside it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
    return file.read_text()

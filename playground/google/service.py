"""The parts of one running service, and what one call of it knows."""

from collections.abc import Callable
from dataclasses import dataclass, field

import proto
from starlette.datastructures import QueryParams
from starlette.responses import Response

from playground.faults import Faults, ShiftedClock
from playground.google.bases import Bases
from playground.google.errors import SERVICE, invalid, missing_scope
from playground.google.faults import knows
from playground.google.journal import Journal
from playground.google.people import People, random_with, secret
from playground.google.robots import Robot
from playground.google.roles import Roles
from playground.google.runs import Runs
from playground.google.settings import Settings
from playground.google.store import Store
from playground.google.tokens import Tokens
from playground.google.vertex.objects import Objects
from playground.google.wire import Json
from playground.trainer import Trainer


@dataclass(frozen=True, slots=True)
class Caller:
    """*scopes* None: an API key, which may call everything that its account may."""

    email: str
    scopes: frozenset[str] | None

    def require(self, allowed: frozenset[str], api: str = SERVICE) -> None:
        if self.scopes is not None and not self.scopes & allowed:
            raise missing_scope(api)


class Service:
    def __init__(self, settings: Settings, trainer: Trainer) -> None:
        self.settings, self.trainer = settings, trainer
        self.clock = ShiftedClock(settings.clock)
        self.store = Store(settings.data / "google.db")
        self.people = People(self.store)
        self.tokens = Tokens(
            self.store,
            self.clock,
            seconds=settings.access_seconds,
            rotate=settings.rotate_refresh,
        )
        self.roles = Roles(self.store)
        self.runs = Runs(self.store, trainer)
        self.jobs = Runs(self.store, trainer, "vertex_jobs")
        self.objects = Objects(self.store, settings.data / "storage", settings.cloud, self.clock)
        self.bases = Bases(trainer, settings.aliases)
        self.journal, self.faults = Journal(), Faults(knows)
        self.api_key = settings.api_key or secret(self.store, "api_key", random_with("AIza"))
        made = random_with("GOCSPX-")
        self.client_secret = settings.client_secret or secret(self.store, "client", made)
        self.robot = Robot(self.store, settings.cloud)


@dataclass(frozen=True, slots=True)
class Call:
    service: Service
    caller: Caller
    path: dict[str, str]
    query: QueryParams
    body: Json = field(default_factory=dict[str, object])

    @property
    def me(self) -> str:
        return self.caller.email

    @property
    def numbers(self) -> bool:
        """Return whether the client wants enums as integers."""
        return "enum-encoding=int" in self.query.get("$alt", "")

    def argument(self, camel: str, snake: str) -> str:
        """Return a parameter of the query, which may be spelt either way."""
        return self.query.get(camel) or self.query.get(snake) or ""

    def number(self, camel: str, snake: str) -> int:
        text = self.argument(camel, snake)
        try:
            return int(text or "0")
        except ValueError as error:
            raise invalid(f"{snake} must be a whole number, not {text!r}.", snake) from error


Answer = proto.Message | Json | Response
Handler = Callable[[Call], Answer]

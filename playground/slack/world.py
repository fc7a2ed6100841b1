"""The whole workspace: its parts, and how they hold together."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Self

from playground.faults import Faults, ShiftedClock
from playground.slack import seed
from playground.slack.delivery import Sender
from playground.slack.events import Events
from playground.slack.faults import knows
from playground.slack.feed import Feed
from playground.slack.files import Files
from playground.slack.ids import Timestamps
from playground.slack.installs import Installs
from playground.slack.interactions import Interactions
from playground.slack.journal import Journal
from playground.slack.manifest import Manifest
from playground.slack.messages import Messages
from playground.slack.rates import Rates
from playground.slack.responses import Responses
from playground.slack.settings import Settings
from playground.slack.signed import Signed
from playground.slack.sockets import Sockets
from playground.slack.store import Store
from playground.slack.triggers import Triggers
from playground.slack.uploads import Uploads
from playground.slack.views import Views
from playground.slack.workspace import Workspace

Json = dict[str, Any]


@dataclass(slots=True)
class World:
    """Everything lives on one event loop, so nothing here needs a lock."""

    settings: Settings
    store: Store
    workspace: Workspace
    feed: Feed
    journal: Journal
    sockets: Sockets
    sender: Sender
    events: Events
    files: Files
    uploads: Uploads
    messages: Messages
    views: Views
    triggers: Triggers
    responses: Responses
    interactions: Interactions
    rates: Rates
    installs: Installs
    tokens: Json
    faults: Faults
    clock: ShiftedClock
    neighbours: list["World"] = field(default_factory=list["World"])  # the app is there, too
    loop: asyncio.AbstractEventLoop | None = None  # where all of it lives

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Read what is kept in the data directory, or begin there."""
        store, feed, journal = Store(settings.data), Feed(), Journal()
        clock, faults = ShiftedClock(), _faults(settings)
        timestamps = Timestamps(store.last_ts(), clock)
        manifest = Manifest.read(settings.manifest, settings.optional_scopes)
        workspace = Workspace(store, manifest, timestamps)
        tokens = seed.tokens(store, workspace.app["id"]) | settings.app
        sockets = Sockets(workspace.app["id"], settings.ack_within, faults)
        by_http = Signed(manifest, tokens["signing_secret"], settings.ack_within)
        sender = Sender(sockets if manifest.by_socket else by_http, journal)
        events = Events(workspace, sender, settings.event_retries, tokens["verification"], clock)
        files = Files(store, workspace, settings.data, timestamps)
        messages = Messages(store, workspace, files, feed, events, timestamps)
        return cls(
            settings=settings,
            store=store,
            workspace=workspace,
            feed=feed,
            journal=journal,
            sockets=sockets,
            sender=sender,
            events=events,
            files=files,
            uploads=Uploads(files, settings.largest_file),
            messages=messages,
            views=Views(store, workspace, feed, files),
            triggers=Triggers(settings.trigger_life),
            responses=Responses(workspace, messages, life=settings.response_life),
            interactions=Interactions(workspace, tokens["verification"]),
            rates=Rates(settings.rate_limits),
            installs=Installs(store, workspace, tokens["bot"], settings.token_life),
            tokens=tokens,
            faults=faults,
            clock=clock,
        )

    def live_at(self, url: str) -> None:
        """Take the address that the server got: it stands in what people and the app fetch."""
        self.files.url = self.responses.url = self.uploads.url = url
        self.loop = asyncio.get_running_loop()

    @property
    def url(self) -> str:
        return self.files.url

    def meant_by(self, token: str | None, args: Json) -> "World":
        """Return the workspace, of those that the app knows, that a call is about."""
        code, refresh = str(args.get("code") or ""), str(args.get("refresh_token") or "")
        for world in (self, *self.neighbours):
            if world.installs.knows(code=code, refresh_token=refresh, token=token or ""):
                return world
        return self

    def hush(self) -> None:
        """Let everybody who waits go: the server is about to stop."""
        self.feed.close()
        self.events.close()

    def close(self) -> None:
        self.store.close()


def _faults(settings: Settings) -> Faults:
    faults = Faults(knows)
    for rule in settings.faults:
        faults.add(rule)
    return faults

"""The whole workspace: its parts, and how they hold together."""

from dataclasses import dataclass
from typing import Any, Self

from playground.faults import Faults, ShiftedClock
from playground.slack.delivery import Sender
from playground.slack.events import Events
from playground.slack.faults import knows
from playground.slack.feed import Feed
from playground.slack.files import Files
from playground.slack.ids import Timestamps
from playground.slack.interactions import Interactions
from playground.slack.journal import Journal
from playground.slack.manifest import Manifest
from playground.slack.messages import Messages
from playground.slack.rates import Rates
from playground.slack.responses import Responses
from playground.slack.settings import Settings
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
    tokens: Json
    faults: Faults
    clock: ShiftedClock

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Read what is kept in the data directory, or begin there."""
        store, feed, journal = Store(settings.data), Feed(), Journal()
        clock, faults = ShiftedClock(), Faults(knows)
        for rule in settings.faults:
            faults.add(rule)
        timestamps = Timestamps(store.last_ts(), clock)
        manifest = Manifest.read(settings.manifest, settings.optional_scopes)
        workspace = Workspace(store, manifest, timestamps)
        tokens: Json = store.get("tokens", "tokens")
        sockets = Sockets(workspace.app["id"], settings.ack_within, faults)
        sender = Sender(sockets, journal)
        verification: str = tokens["verification"]
        events = Events(workspace, sender, settings.event_retries, verification, clock)
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
            views=Views(store, workspace, feed),
            triggers=Triggers(settings.trigger_life),
            responses=Responses(
                workspace,
                messages,
                life=settings.response_life,
                most_uses=settings.response_uses,
            ),
            interactions=Interactions(workspace, verification),
            rates=Rates(settings.rate_limits),
            tokens=tokens,
            faults=faults,
            clock=clock,
        )

    def live_at(self, url: str) -> None:
        """Take the address that the server got: it stands in what people and the app fetch."""
        self.files.url = self.responses.url = self.uploads.url = url

    @property
    def url(self) -> str:
        return self.files.url

    def hush(self) -> None:
        """Let everybody who waits go: the server is about to stop."""
        self.feed.close()
        self.events.close()

    def close(self) -> None:
        self.store.close()

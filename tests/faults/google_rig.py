"""Tuner with Google's own clients against the local tuning service, and a Slack that listens."""

import itertools
import json
from collections.abc import Callable, Generator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from google.oauth2.credentials import Credentials

import handlers
from bot.accounts import GoogleAccounts
from bot.app import make_tuners
from bot.domain import CloudPlace, JobState, Policy, Site, Tariff, TuningJob, utc_now
from bot.poller import Poller
from bot.store import LOOK_LEASE, Store
from bot.tuner import Tuner
from bot.tuning import TuningService
from bot.tuning.gemini import GeminiService
from bot.tuning.vertex import VertexService
from handlers.limiter import Limiter
from playground.google.settings import Settings
from playground.google.tokens import Ticket
from playground.google.vertex.cloud import Cloud
from playground.trainer.replay import ReplayTrainer
from tests import make
from tests.bot.accounts.signing_in import client_of
from tests.faults.slack_rig import NoReader
from tests.handlers.recording import RecordingSlack
from tests.playground.google.local import ADA, ALIAS, EVERY_SCOPE, Google, serving

NUMBERS = itertools.count(1)
CLOUD = Cloud(lag=0.0)
PLACE = CloudPlace(CLOUD.project, "us-central1", CLOUD.bucket)


@dataclass(frozen=True, slots=True)
class Kind:
    """One of Google's services: how it is asked, and what the calls are called that matter here.

    *each* are all its calls; *look* says how a job stands, *missing* that its model is gone.
    """

    site: Site
    base: str
    make: Callable[[Credentials, str], TuningService]
    create: str
    look: str
    missing: str
    update: str
    cancel: str
    delete: str
    each: str


KINDS = {
    "gemini": Kind(
        site=Site(),
        base=ALIAS,
        make=lambda credentials, url: GeminiService(credentials, url, timeout=PATIENCE),
        create="CreateTunedModel",
        look="GetTunedModel",
        missing="GetTunedModel",
        update="UpdateTunedModel",
        cancel="ListOperations",
        delete="DeleteTunedModel",
        each="google.ai.*",
    ),
    "vertex": Kind(
        site=Site("vertex", PLACE),
        base="gemini-2.5-flash",
        make=lambda credentials, url: VertexService(
            credentials, PLACE, url=url, storage_url=url, timeout=PATIENCE
        ),
        create="CreateTuningJob",
        look="ListTuningJobs",
        missing="GetModel",
        update="UpdateModel",
        cancel="ListTuningJobs",
        delete="DeleteModel",
        each="google.cloud.*",
    ),
}
PATIENCE = 2.5  # seconds that Google's clients wait


@contextmanager
def local_tuning(folder: Path) -> Generator[Google]:
    trainer = ReplayTrainer(folder / "trainer", step_seconds=0.0)
    with serving(Settings(data=folder / "google", cloud=CLOUD), trainer) as google:
        yield google
    trainer.close()


@dataclass
class GoogleRig:
    """One job of somebody who has linked an account, and time that is moved by hand."""

    google: Google
    store: Store
    pool: Executor
    kind: Kind = KINDS["gemini"]
    slack: RecordingSlack = field(default_factory=RecordingSlack)
    now: datetime = field(default_factory=utc_now)

    def __post_init__(self) -> None:
        self.id = f"tuner-cat-{next(NUMBERS)}"
        self.accounts = GoogleAccounts(client_of(self.google), self.store)
        self.herald = handlers.CardAndThread(
            lambda _: self.slack, lambda: self.now, Limiter({}), draw=lambda *_, **__: b"PNG"
        )
        self.tuner_for = make_tuners(
            self.store,
            self.service,
            lambda: self.now,
            eager=timedelta(seconds=1),
            tariff=Tariff(currency="USD", otherwise=1.0),
            usual=self.kind.site,
        )
        self.store.workspace("T1").settings.set_policy(Policy(all_spend=True))
        self.poller = Poller(self.store, self.tuner_for, self.herald, NoReader(), self.pool, 4)
        self.seen = self.google.service.journal.since(0)[-1:]
        self.link()

    def link(self) -> None:
        """Link Ada's account, as if she had been at Google and back."""
        tokens, client = self.google.service.tokens, self.google.service.settings.client_id
        ticket = Ticket(
            email=ADA, client=client, scopes=EVERY_SCOPE, redirect_uri="x", offline=True
        )
        issued = tokens.redeem(tokens.code(ticket), client, "x", "")
        expires = (utc_now() + timedelta(hours=1)).isoformat()
        grant = json.dumps([issued.access, issued.refresh, expires, *EVERY_SCOPE])
        account = make.account(linked=self.now)
        self.store.workspace("T1").accounts.link(account, grant)

    def service(self, workspace: str, user: str, _: Site | None = None) -> TuningService:
        return self.kind.make(self.accounts.credentials(workspace, user), self.google.url)

    @property
    def tuner(self) -> Tuner:
        return self.tuner_for("T1")

    @property
    def job(self) -> TuningJob:
        return self.tuner.job(self.id)

    def order(self, method: str, **rule: Any) -> None:
        self.google.service.faults.add({"method": method, "seconds": 3, **rule})

    def begin(self) -> TuningJob:
        order = make.order(display_name=self.id, base_model=self.kind.base, site=self.kind.site)
        claim = self.tuner.receive(make.draft(id=self.id, order=order, received=self.now))
        assert claim
        self.tuner.library.check(claim, make.CSV, "cat.csv")
        pressed = self.tuner.want(self.id, by="U1")
        assert pressed
        return self.tuner.begin(pressed, lambda job, _: self.herald.put_up("T1", job))

    def look(self, times: int = 1, after: timedelta = LOOK_LEASE) -> None:
        for _ in range(times):
            self.now += after
            self.poller.look(self.now)
            for _ in range(4):
                self.poller.deliver(self.now)

    def until_over(self) -> JobState:
        """Look, as time goes by, until nothing more is to come."""
        for _ in range(60):
            if self.job.state.is_final:
                break
            self.look(after=timedelta(minutes=11))
        self.look()
        return self.job.state

    def calls(self, method: str, *, done: bool = False) -> int:
        """Count calls of a method since this rig is there; *done*: those that had an effect."""
        since = self.seen[0]["seq"] if self.seen else 0
        entries = self.google.service.journal.since(since)
        mine = [it for it in entries if it["method"].endswith(method)]
        return sum(it["status"] == 200 for it in mine) if done else len(mine)

    def direct(self) -> list[str]:
        """Return what the owner heard directly."""
        posted = self.slack.sent("chat.postMessage")
        return [it["text"] for it in posted if it["channel"] == "U1"]

    def thread(self) -> list[str]:
        return [it["text"] for it in self.slack.sent("chat.postMessage") if "thread_ts" in it]

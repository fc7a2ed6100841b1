"""The bot's Slack side, whole, in the local workspace; only the tuning service is a stand-in."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

import handlers
from bot.accounts import GoogleAccounts
from bot.app import make_tuners
from bot.app.slack import Bolt, Client
from bot.config import GoogleClient
from bot.domain import JobState, PendingLink, TuningJob, utc_now
from bot.leaving import Leaving
from bot.poller import Poller
from bot.sheets import Sheets
from bot.store import Store
from bot.tuner import Tuner
from handlers.limiter import Limiter
from playground.person import Json, Person
from playground.slack.testing import Running, running
from tests import make
from tests.fakes import FakeService

GOOGLE = GoogleClient(
    id="client",
    secret="secret",
    auth_url="https://accounts.example.com/auth",
    token_url="https://accounts.example.com/token",
    revoke_url="http://127.0.0.1:9/revoke",
    userinfo_url="https://accounts.example.com/userinfo",
    redirect_url="https://tuner.example.com/google/callback",
    scopes=("openid",),
)
CSV = b"text_input,output\nI,II\nII,III\nIV,V\n"
GRANT = '["token", "refresh", "2030-01-01T00:00:00+00:00", "openid"]'
BAD_CSV = b"text_input,output\nI,II\nII,\nIV,\n"
MANIFEST = Path(__file__).parent.parent.parent / "manifest.yml"


def no_token(_workspace: str, _user: str) -> None:
    """Give nobody's token: nobody has let us read their sheets."""


@dataclass
class Bot:
    """Tuner, connected to the workspace at *slack*; *service* does as it is told."""

    slack: Running
    line: SocketModeHandler
    store: Store
    service: FakeService
    sheets: Sheets = field(default_factory=lambda: Sheets(no_token))

    def __post_init__(self) -> None:
        self.client = Client(self.slack.bot_token, self.slack.api_url)
        auth: Any = self.client.auth_test()
        self.workspace: str = auth["team_id"]
        self.user: str = auth["user_id"]
        self.people = handlers.People(lambda _: self.client)
        accounts = GoogleAccounts(GOOGLE, self.store)
        self.parts = handlers.Parts(
            tuner_for=make_tuners(
                self.store,
                lambda _workspace, _user, _site=None: self.service,
                eager=timedelta(),
                keyed=lambda key, _: self.service if key else None,
                who=self.people.of,
            ),
            client_for=lambda _: self.client,
            accounts=accounts,
            leaving=Leaving(self.store, accounts, timedelta(days=30)),
            files=handlers.Files([urlsplit(self.slack.url).netloc]),
            sheets=self.sheets,
            wake=lambda: None,
            people=self.people,
        )
        self.stage = handlers.Stage(new_incident=lambda: "abc123")
        self.herald = handlers.CardAndThread(
            self.parts.client_for, limiter=Limiter({}), draw=lambda *_, **__: PIXEL
        )
        self.reader = handlers.DraftReader(self.parts, handlers.Histograms(lambda *_, **__: PIXEL))
        us = AuthorizeResult.from_auth_test_response(
            bot_token=self.client.token, auth_test_response=auth
        )
        app = Bolt(lambda _enterprise, _team: us, self.slack.api_url, self.store.inbox)
        handlers.register(app, self.stage, self.parts, self.herald, self.reader)
        self.line.app = app
        self.linking = handlers.Linking(self.parts)
        self.pool = ThreadPoolExecutor(4)
        self.poller = Poller(
            self.store,
            self.parts.tuner_for,
            self.herald,
            self.reader,
            self.pool,
        )

    @property
    def tuner(self) -> Tuner:
        return self.parts.tuner_for(self.workspace)

    def link(self, user: str) -> None:
        """Give somebody a Google account, as if they had linked it before."""
        account = make.account(user=user)
        self.store.workspace(self.workspace).accounts.link(account, GRANT)

    def pending(self, user: str, intent: str) -> PendingLink:
        person = make.person(workspace=self.workspace, user=user)
        return make.pending(person=person, intent=intent)

    def job(self, owner: str, channel: str, state: JobState, **order: Any) -> TuningJob:
        """Make a job that stands where the test wants it, with its card and thread told."""
        order = {"display_name": "increment", "channel": channel, **order}
        ours = self.store.workspace(self.workspace).jobs
        wanted = make.job(id=f"job-{len(ours.jobs())}", owner=owner, order=make.order(**order))
        claim = ours.add(wanted, now=utc_now())
        assert claim
        cards = self.store.workspace(self.workspace).cards
        assert cards.posting(wanted.id, utc_now()) == 0
        card = self.herald.put_up(self.workspace, wanted)
        assert card
        assert cards.posted(wanted.id, card)
        status = make.status(state, 4 if state is JobState.READY else 2)
        self.service.stands[wanted.id] = status
        self.service.known[wanted.id] = make.tuned_model(
            id=wanted.id, display_name=wanted.order.display_name
        )
        moved = replace(claim.job, card=card).moved_to(status, utc_now())
        news = moved.news_since(claim.job)
        assert ours.advance(
            claim, moved, look_at=moved.next_look(utc_now(), eager=timedelta()), news=news
        )
        self.deliver()
        return self.tuner.job(wanted.id)

    def deliver(self) -> None:
        """Tell all the news there is."""
        for _ in range(10):
            self.poller.deliver(utc_now())

    def close(self) -> None:
        self.stage.close()
        self.pool.shutdown()


def slack_people(bot: Bot, kind: str = "people") -> dict[str, Json]:
    """Return the workspace's own record of its people, or its groups, to change them."""
    return getattr(bot.slack.world.workspace, kind)


@pytest.fixture(scope="session")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Run a workspace for all these tests; what each of them does stays in it."""
    optional = ("usergroups:read",)
    data = tmp_path_factory.mktemp("slack")
    with running(data, manifest=MANIFEST, optional_scopes=optional) as workspace:
        yield workspace


@pytest.fixture(scope="session")
def line(slack: Running) -> Iterator[SocketModeHandler]:
    """Connect once: hanging up takes seconds. Each bot puts its own app on it."""
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    handler = SocketModeHandler(
        App(client=client, token_verification_enabled=False), slack.app_token
    )
    handler.connect()
    yield handler
    handler.close()


@pytest.fixture
def bot(
    slack: Running, line: SocketModeHandler, store: Store, service: FakeService
) -> Iterator[Bot]:
    bot = Bot(slack, line, store, service)
    yield bot
    bot.close()


class Somebody(Person):
    """A person, with what these tests want to know of them."""

    def modal(self, *words: str, gone: str = "") -> Json:
        """Wait until the modal on top says all these words, and no more what is *gone*."""

        def there() -> Json | None:
            view = self.view()
            said = bool(view) and all(word in str(view) for word in words)
            return view if said and not (gone and gone in str(view)) else None

        try:
            return self.until(there, within=10)
        except TimeoutError:
            raise AssertionError(f"the modal does not say {words}: {self.view()}") from None

    def message(self, channel: str, *words: str, thread_ts: str | None = None) -> Json:
        """Wait for the newest message that says all these words."""

        def there() -> Json | None:
            found = reversed(self.messages(channel, thread_ts))
            fits = (it for it in found if all(word in str(it) for word in words))
            return next(({**it, "channel": channel} for it in fits), None)

        try:
            return self.until(there, within=10)
        except TimeoutError:
            seen = self.messages(channel, thread_ts)
            raise AssertionError(f"nothing says {words}: {seen}") from None

    @property
    def direct(self) -> str:
        """The id of the conversation with the app."""
        channels: list[Json] = self.get("workspace")["channels"]
        return next(it["id"] for it in channels if it["kind"] == "dm")

    def shut(self) -> None:
        """Close all modals."""
        while view := self.view():
            self.close(view)


def somebody(slack: Running, name: str) -> Iterator[Somebody]:
    user = Person.named(slack.url, name).user
    person = Somebody(slack.url, user)
    person.shut()
    yield person
    person.shut()


@pytest.fixture
def ben(slack: Running) -> Iterator[Somebody]:
    yield from somebody(slack, "Ben")


@pytest.fixture
def ada(slack: Running) -> Iterator[Somebody]:
    yield from somebody(slack, "Ada")


@pytest.fixture
def tuning(ben: Somebody) -> str:
    """Return a channel that Tuner is in."""
    return ben.channel("tuning")


@pytest.fixture
def random(ben: Somebody) -> str:
    """Return a channel that Tuner is not in."""
    return ben.channel("random")


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)

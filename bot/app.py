"""Put the parts together. The only module that knows them all."""

import logging
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Condition, Thread
from typing import Any

from apscheduler.jobstores.base import JobLookupError  # pyright: ignore[reportMissingTypeStubs]
from apscheduler.schedulers.background import (  # pyright: ignore[reportMissingTypeStubs]
    BackgroundScheduler,
)
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web import SlackResponse

import handlers
from bot.accounts import GoogleAccounts
from bot.config import Config
from bot.domain import Clock, Price, utc_now
from bot.poller import Poller
from bot.sheets import Sheets
from bot.store import Store
from bot.store.cipher import Cipher, UnknownKey
from bot.store.sqlite import SqliteStore
from bot.tuner import Tuner
from bot.tuning import TuningService
from bot.tuning.gemini import GeminiService
from bot.web import WebServer, make_web

log = logging.getLogger(__name__)

SLACK_TIMEOUT = 10  # seconds
AT_ONCE = 8  # jobs that are looked at, or told of, at a time
LISTENERS = 32  # that run at a time
STOP_WITHIN = 8  # seconds; whoever stops us kills after ten
TICK = timedelta(seconds=1)

ServiceFor = Callable[[str, str], TuningService]  # takes a workspace's and a user's id


class CantStart(Exception):  # noqa: N818  # `str(error)` is for the person who starts Tuner
    """Something that Tuner needs is not there; the words say what to do."""


class Pulse:
    """What ticks. It is not the queue: the queue is rows in the store."""

    def __init__(self, clock: Clock = utc_now) -> None:
        # By default a tick that is a second late is skipped; here it is only late.
        late = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = BackgroundScheduler(timezone=UTC, job_defaults=late)
        self._clock, self._ticks = clock, list[str]()
        # A look that takes longer than a tick is no news: the next one waits for it.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)

    def add(self, tick: Callable[[datetime], None], every: timedelta = TICK) -> None:
        name, seconds = tick.__name__, every.total_seconds()
        self._scheduler.add_job(
            lambda: tick(self._clock()), "interval", seconds=seconds, id=name, name=name
        )
        self._ticks.append(name)

    def start(self) -> None:
        self._scheduler.start()

    def wake(self) -> None:
        """Tick at once."""
        for name in self._ticks:
            try:
                self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))
            except JobLookupError:  # stopped already
                log.debug("pulse.stopped")

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    @property
    def is_beating(self) -> bool:
        return self._scheduler.running


def make_tuners(  # noqa: PLR0913 - what a workspace is made of
    store: Store,
    service_for: ServiceFor,
    clock: Clock = utc_now,
    *,
    eager: timedelta,
    keyed: Callable[[str], TuningService] | None = None,
    price: Price | None = None,
) -> Callable[[str], Tuner]:
    """Return what gives a workspace its `Tuner`; *eager*, *keyed* and *price* as there."""

    def tuner_for(workspace: str) -> Tuner:
        mine = partial(service_for, workspace)
        return Tuner(workspace, store.workspace(workspace), mine, clock, eager, keyed, price)

    return tuner_for


def make_bolt(slack: WebClient, bot: SlackResponse) -> App:
    """Make the Bolt app of the one workspace that *bot*, an answer of `auth.test`, is in."""

    def authorize() -> AuthorizeResult:  # Bolt's own way asks Slack again at each request
        return AuthorizeResult.from_auth_test_response(
            bot_token=slack.token, auth_test_response=bot
        )

    # Requests carry a client of their own, made after this one, with the token from above. It
    # has none itself, since Bolt complains of two.
    client = WebClient(base_url=slack.base_url, timeout=slack.timeout, retry_handlers=[])
    return App(process_before_response=True, authorize=authorize, client=client)


class Socket:
    """The connection over which Slack sends what people do."""

    def __init__(self, app: App, app_token: str) -> None:
        # With pings every 5 s a broken connection is noticed within 20.
        self._handler = SocketModeHandler(app, app_token, ping_interval=5, concurrency=LISTENERS)
        self._handler.client.socket_mode_request_listeners[:] = [self._take]
        self._door, self._is_open, self._inside = Condition(), True, 0

    @property
    def is_connected(self) -> bool:
        return self._handler.client.is_connected()

    def connect(self) -> None:
        self._handler.connect()

    def take_no_more(self) -> None:
        """Answer what has come in. Slack sends later events again; commands get its own words."""
        self._handler.client.auto_reconnect_enabled = False
        with self._door:
            self._is_open = False
            self._door.wait_for(lambda: not self._inside, STOP_WITHIN)

    def close(self) -> None:
        self._handler.close()

    def _take(self, _: BaseSocketModeClient, request: SocketModeRequest) -> None:
        with self._door:
            if not self._is_open:
                return
            self._inside += 1
        try:
            self._handler.handle(self._handler.client, request)
        finally:
            with self._door:
                self._inside -= 1
                self._door.notify_all()


@dataclass
class House:
    """Everything that runs in one process."""

    config: Config
    stage: handlers.Stage = field(default_factory=lambda: handlers.Stage(LISTENERS))
    pulse: Pulse = field(default_factory=Pulse)

    def __post_init__(self) -> None:
        """Build it all; nothing runs yet. Raises `CantStart`."""
        config = self.config
        self.store = _open_store(config)
        self.slack = WebClient(
            config.slack.bot_token,
            base_url=config.slack.api_url,
            timeout=SLACK_TIMEOUT,
            retry_handlers=[],  # the default one says things twice when a connection breaks
        )
        self.accounts = GoogleAccounts(config.google, self.store)
        price = Price(amount=config.price[0], currency=config.price[1]) if config.price else None
        self.tuner_for = make_tuners(
            self.store, self._service, eager=config.poll, keyed=self._keyed, price=price
        )
        self.parts = handlers.Parts(
            tuner_for=self.tuner_for,
            client_for=lambda _: self.slack,
            accounts=self.accounts,
            files=handlers.Files(config.slack.file_hosts),
            sheets=Sheets(self.accounts.sheets_token, config.sheets_url),
            wake=self.pulse.wake,
        )
        self.herald = handlers.CardAndThread(self.parts.client_for)
        self.reader = handlers.DraftReader(self.parts)
        # Looking, telling, reading and trying are each done by as many as they may claim.
        self.workers = ThreadPoolExecutor(4 * AT_ONCE, "poller")
        self._closing = Thread(target=self._close, name="closing", daemon=True)
        self._schedule()
        self.web = self._listen()
        self.socket = self._plug_in()

    def start(self) -> None:
        """Start it all. Raises `CantStart`."""
        self.web.start()
        with _slack_in_words(self.config, "SLACK_APP_TOKEN"):
            self.socket.connect()
        self.pulse.start()

    def stop(self) -> bool:
        """Take no more, and let what runs finish. False if it takes too long.

        What was acknowledged is a row, so a process that ends anyway loses nothing.
        """
        if not self._closing.ident:
            self._closing.start()
        self._closing.join(STOP_WITHIN)
        return not self._closing.is_alive()

    def health(self) -> Mapping[str, bool]:
        return {"slack": self.socket.is_connected, "clock": self.pulse.is_beating}

    def _close(self) -> None:
        for step in (
            self.pulse.stop,
            self.socket.take_no_more,
            self.stage.close,
            self.web.stop,
            self.socket.close,
            self.workers.shutdown,
        ):
            try:
                step()
            except Exception:
                log.exception("stop.failed step=%s", step.__qualname__)

    def _service(self, workspace: str, user: str) -> TuningService:
        return GeminiService(self.accounts.credentials(workspace, user), self.config.tuning_url)

    def _keyed(self, api_key: str) -> TuningService:
        return GeminiService(None, self.config.tuning_url, api_key=api_key)

    def _schedule(self) -> None:
        poller = Poller(self.store, self.tuner_for, self.herald, self.reader, self.workers, AT_ONCE)
        self.pulse.add(poller.look)
        self.pulse.add(poller.deliver)
        self.pulse.add(poller.read, every=5 * TICK)
        self.pulse.add(poller.try_out, every=5 * TICK)

    def _listen(self) -> WebServer:
        host, port = self.config.host, self.config.port
        web = make_web(self.accounts, handlers.Linking(self.parts), self.health)
        try:
            return WebServer(web, host, port)
        except OSError as error:
            why = error.strerror or "no such address"
            words = f"Can't listen on {host}:{port}: {why}. Change TUNER_HOST or TUNER_PORT."
            raise CantStart(words) from error

    def _plug_in(self) -> Socket:
        with _slack_in_words(self.config, "SLACK_BOT_TOKEN"):
            bot = self.slack.auth_test()
        self.bolt = make_bolt(self.slack, bot)
        handlers.register(self.bolt, self.stage, self.parts, self.herald, self.reader)
        return Socket(self.bolt, self.config.slack.app_token)


def _open_store(config: Config) -> Store:
    path = config.database
    try:
        return SqliteStore(path, Cipher(config.key))
    except UnknownKey as error:
        words = f"{path} was written with another key. Set TUNER_KEY to that one."
        raise CantStart(words) from error
    except Exception as error:
        raise CantStart(f"Can't open {path}: {error}. Change TUNER_DATABASE.") from error


@contextmanager
def _slack_in_words(config: Config, token: str) -> Generator[None]:
    """Say what is the matter when Slack can't be begun with."""
    try:
        yield
    except SlackApiError as error:
        answer: Any = error.response
        words = f"Slack refuses {token} ({answer['error']}). Is it this app's, and whole?"
        raise CantStart(words) from error
    except (OSError, SlackClientError) as error:
        raise CantStart(f"Slack does not answer at {config.slack.api_url}.") from error

"""Put the parts together. The only module that knows them all."""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from threading import Thread

import handlers
from bot.accounts import GoogleAccounts
from bot.app.reach import reach_of
from bot.app.services import Opener, services_of
from bot.app.slack import Bolt
from bot.app.socket import LISTENERS
from bot.app.starting import CantStart, is_writable, open_store, slack_in_words
from bot.app.tuners import ServiceFor, make_tuners
from bot.config import Config
from bot.domain import utc_now
from bot.errors import NotKept
from bot.leaving import Leaving
from bot.metrics import Metrics, Seen
from bot.pacing import Pace
from bot.poller import Poller
from bot.pulse import TICK, Pulse
from bot.sheets import Sheets
from bot.tuner import Tuner
from bot.tuning import TuningService
from bot.tuning.counted import counted
from bot.upkeep import OFTEN, Upkeep
from bot.web import Health, WebServer, make_web

__all__ = ["AT_ONCE", "House", "ServiceFor", "make_tuners"]

log = logging.getLogger(__name__)

STOP_WITHIN = 8  # seconds; whoever stops us kills after ten
AT_ONCE = 8  # jobs that are looked at, or told of, at a time


@dataclass
class House:
    """Everything that runs in one process."""

    config: Config
    pulse: Pulse = field(default_factory=Pulse)
    metrics: Metrics = field(default_factory=Metrics.fresh)

    def __post_init__(self) -> None:
        """Build it all; nothing runs yet. Raises `CantStart`."""
        config = self.config
        self.store = open_store(config)
        self.stage = handlers.Stage(LISTENERS, acked=self.metrics.acked)
        self.accounts = GoogleAccounts(config.google, self.store)
        self.services = services_of(config)
        self.opener = Opener(config, self.store, self.accounts, self._counted, self.services)
        self.opener.check()
        self.leaving = Leaving(self.store, self.accounts, config.retention, self.pulse.wake)
        heard = partial(self.metrics.called, "slack")
        self.reach = reach_of(config, self.store, self.leaving, heard)
        self.people = handlers.People(self.reach.client_for)
        self.pace = Pace(first=config.poll)
        self.tuner_for = self._tuners()
        self.parts = self._parts()
        self.herald = handlers.CardAndThread(self.parts.client_for)
        self.reader = handlers.DraftReader(self.parts)
        # Looking, telling, reading and trying are each done by as many as they may claim.
        self.workers = ThreadPoolExecutor(4 * AT_ONCE, "poller")
        self.metrics.see(self._seen())
        self._closing = Thread(target=self._close, name="closing", daemon=True)
        self._schedule()
        self.bolt = Bolt(
            self.reach.authorize,
            config.slack.api_url,
            self.store.inbox,
            prefix=config.slack.prefix,
        )
        handlers.register(self.bolt, self.stage, self.parts, self.herald, self.reader)
        self.entrance = self.reach.entrance(self.bolt)
        self.web = self._listen()

    def _tuners(self) -> Callable[[str], Tuner]:
        return make_tuners(
            self.store,
            self.opener.for_person,
            eager=self.config.poll,
            keyed=self.opener.for_key,
            tariff=self.config.tariff,
            who=self.people.of,
            usual=self.config.usual,
            services=self.services,
            pace=self.pace,
        )

    def _parts(self) -> handlers.Parts:
        return handlers.Parts(
            tuner_for=self.tuner_for,
            client_for=self.reach.client_for,
            accounts=self.accounts,
            leaving=self.leaving,
            files=handlers.Files(self.config.slack.file_hosts),
            sheets=Sheets(self.accounts.sheets_token, self.config.sheets_url),
            wake=self.pulse.wake,
            people=self.people,
        )

    def start(self) -> None:
        """Start it all. Raises `CantStart`."""
        self.web.start()
        with slack_in_words(self.config, "SLACK_APP_TOKEN"):
            self.entrance.connect()
        self.pulse.start()

    def stop(self) -> bool:
        """Take no more, and let what runs finish. False if it takes too long.

        What was acknowledged is a row, so a process that ends anyway loses nothing.
        """
        if not self._closing.ident:
            self._closing.start()
        self._closing.join(STOP_WITHIN)
        with suppress(NotKept):
            self.store.hand_back(utc_now())
        return not self._closing.is_alive()

    def health(self) -> Mapping[str, bool]:
        """Say of each part whether it is well."""
        return {
            "slack": self.entrance.is_connected,
            "clock": self.pulse.is_beating,
            "database": is_writable(self.store),
        }

    def _close(self) -> None:
        for step in (
            self.pulse.stop,
            partial(self.entrance.take_no_more, STOP_WITHIN),
            self.stage.close,
            self.web.stop,
            self.entrance.close,
            self.workers.shutdown,
        ):
            try:
                step()
            except Exception:
                log.exception("stop.failed step=%s", step)

    def _counted(self, service: TuningService) -> TuningService:
        return counted(service, partial(self.metrics.called, "tuning"))

    def _seen(self) -> Seen:
        return Seen(
            standing=lambda: self.store.standing(utc_now()),
            in_use={"stage": self.stage.in_use},
            waits={"slack": self.herald.limiter, "tuning": self.pace},
        )

    def _schedule(self) -> None:
        poller = Poller(
            self.store,
            self.tuner_for,
            self.herald,
            self.reader,
            self.workers,
            AT_ONCE,
            self.metrics.lagged,
        )
        self.pulse.add(poller.look)
        self.pulse.add(poller.deliver)
        self.pulse.add(poller.read, every=5 * TICK)
        self.pulse.add(poller.try_out, every=5 * TICK)
        self.pulse.add(Upkeep(self.store, self.tuner_for).look_after, every=OFTEN)
        self.pulse.add(self.leaving.clean_up, every=5 * TICK)
        self.pulse.add(self.leaving.purge, every=timedelta(hours=1))
        self.reach.add_to(self.pulse)

    def _listen(self) -> WebServer:
        host, port = self.config.host, self.config.port
        routes = self.reach.routes(handlers.Welcome(self.parts))
        health = Health(self.health, self.metrics.text)
        linking, prefix = handlers.Linking(self.parts), self.config.slack.prefix
        web = make_web(self.accounts, linking, health, *routes, prefix=prefix)
        try:
            return WebServer(web, host, port)
        except OSError as error:
            why = error.strerror or "no such address"
            words = f"Can't listen on {host}:{port}: {why}. Change TUNER_HOST or TUNER_PORT."
            raise CantStart(words) from error

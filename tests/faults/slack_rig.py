"""The bot's card and thread in the local workspace, with trouble on order and a clock by hand."""

import itertools
from collections import Counter
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import requests
from slack_sdk import WebClient

import handlers
from bot.app import make_tuners
from bot.domain import JobState, TuningJob, utc_now
from bot.errors import TunerError
from bot.poller import Poller
from bot.store import TELL_LEASE, Store
from bot.tuner import Tuner
from handlers.limiter import Limiter
from playground.person import Json, Person
from playground.slack.testing import Running
from tests import make
from tests.fakes import FakeService
from tests.handlers.conftest import PIXEL

PATIENCE = 2  # seconds that the client waits for Slack
NUMBERS = itertools.count(1)


class NoReader:
    def read(self, claim: object) -> None:
        raise AssertionError(claim)

    give_up = read


@dataclass
class Rig:
    """One job of Ben's in #tuning; *round* is a minute, in which all leases run out."""

    slack: Running
    store: Store
    pool: Executor
    service: FakeService = field(default_factory=FakeService)
    now: datetime = field(default_factory=utc_now)

    def __post_init__(self) -> None:
        self.client = WebClient(
            self.slack.bot_token, base_url=self.slack.api_url, retry_handlers=[], timeout=PATIENCE
        )
        answer: Any = self.client.auth_test()
        self.workspace: str = answer["team_id"]
        self.ben = Person.named(self.slack.url, "Ben")
        channels: list[Json] = self.ben.get("workspace")["channels"]
        self.channel = self.ben.channel("tuning")
        self.direct: str = next(it["id"] for it in channels if it["kind"] == "dm")
        self.id = f"cat-{next(NUMBERS)}"
        self.herald = handlers.CardAndThread(
            lambda _: self.client,
            clock=lambda: self.now,
            limiter=Limiter({}, lambda: self.now),
            draw=lambda *_, **__: PIXEL,
        )
        self.tuner_for = make_tuners(
            self.store,
            lambda _workspace, _user, _site=None: self.service,
            lambda: self.now,
            eager=timedelta(),
        )
        self.poller = Poller(self.store, self.tuner_for, self.herald, NoReader(), self.pool, 4)

    @property
    def tuner(self) -> Tuner:
        return self.tuner_for(self.workspace)

    @property
    def job(self) -> TuningJob:
        return self.tuner.job(self.id)

    def order(self, **rule: Any) -> None:
        requests.post(f"{self.slack.url}/faults", json=rule, timeout=5).raise_for_status()

    def begin(self) -> None:
        """Press *Start*; what the person is told in the modal then is not looked at here."""
        order = make.order(display_name=self.id, channel=self.channel)
        draft = make.draft(id=self.id, owner=self.ben.user, order=order, received=self.now)
        claim = self.tuner.receive(draft)
        assert claim
        self.tuner.library.check(claim, make.CSV, "cat.csv")
        pressed = self.tuner.want(self.id, by=self.ben.user)
        assert pressed
        with suppress(TunerError):
            self.tuner.begin(
                pressed, lambda job, before: self.herald.put_up(self.workspace, job, before)
            )

    def stands(self, state: JobState, steps: int) -> None:
        self.service.stands[self.id] = make.status(state, steps, started=self.now)

    def round(self, times: int = 1) -> None:
        for _ in range(times):
            self.poller.look(self.now)
            for _ in range(4):
                self.poller.deliver(self.now)
            self.now += TELL_LEASE + timedelta(seconds=1)

    def whole_story(self) -> None:
        self.begin()
        self.round(6)
        self.stands(JobState.TUNING, 1)
        self.round(6)
        self.stands(JobState.READY, 4)
        self.round(6)

    def keys(self) -> Counter[str]:
        """Count the messages of this job that Ben can see, by their keys, wherever they are."""
        cards = [*self._keyed(self.channel), *self._keyed(self.direct)]
        said = list(cards)
        for message in cards:
            if _key(message).endswith(":card"):
                where = message["channel"]
                said += [
                    it for it in self._keyed(where, message["ts"]) if it["ts"] != message["ts"]
                ]
        return Counter(_key(it).removeprefix(f"{self.id}:") for it in said)

    def card(self) -> Json:
        """Return the card as Ben sees it now."""
        card = self.job.card
        assert card
        return next(it for it in self._keyed(card.channel) if it["ts"] == card.ts)

    def _keyed(self, channel: str, thread_ts: str | None = None) -> list[Json]:
        found = self.ben.messages(channel, thread_ts)
        return [{**it, "channel": channel} for it in found if _key(it).startswith(f"{self.id}:")]


def _key(message: Json) -> str:
    told: Json = message.get("metadata") or {}
    payload: Json = told.get("event_payload") or {}
    return payload.get("key", "")

"""A busy day in small: what is our fault, whether memory grows, whether looks come late.

500 trainings at the replay trainer, 20 commands a second by two people, 5 forms a minute by a
third, and one call in twenty to either stand-in goes wrong, in four ways. The first third of the
time is for everything to begin; what is said of memory and of looks is of the rest.

``ours`` counts what people were shown or not told in time that is our fault: words of an
incident, "busy", a database that does not answer, no ack; wanted: 0, as ``logged``, what the log
calls errors. ``growth_percent`` is of the bot's memory, wanted under 5; ``lag_p99_ticks`` under 2.
``lag_p99_ticks_at_first`` is of the first third, in which 500 trainings are started at once.
"""

import argparse
import base64
import itertools
import json
import re
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests
from slack_sdk import WebClient

import handlers
from benchmarks.crashing.people import CSV
from benchmarks.whole import rss_mib
from bot.app import ServiceFor, make_tuners
from bot.domain import Draft, Order, Site, utc_now
from bot.domain.order import Hyperparameters
from bot.store.cipher import Cipher
from bot.store.sqlite import SqliteStore
from bot.tuning import TuningService
from bot.tuning.gemini import GeminiService
from handlers.limiter import Limiter
from playground.journey import Stuck, Traveller
from playground.person import Person, Refused
from playground.together import Playground, key_in

CHANNELS = ("tuning", "general", "random")
PEOPLE = ("Ada", "Ben", "Chloe")
JOBS, COMMANDS, FORMS = 500, 20.0, 5.0 / 60  # the latter two a second
SHARE = 0.0125  # of each of four kinds: together a twentieth
TROUBLE: tuple[dict[str, Any], ...] = (
    {"kind": "503"},
    {"kind": "503", "after": True},
    {"kind": "reset", "after": True},
    {"kind": "429", "retry_after": 1},
)
SAID = (
    ("/tune", "status"),
    ("/models", ""),
    ("/tune", "help"),
    ("/models", "soak-1"),
    ("/models", "find soak"),
    ("/tune", "datasets"),
    ("/tune", "log"),
)
# Every so many commands, in another channel: Slack lets a workspace see some fifty edits a minute.
ASKS, ASKED = 32, ("/ask", "soak-1 XII")
OURS = ("Something went wrong on our side", "hands full right now", "database does not answer")
# An error of ours in the log, and the last line of its traceback.
LOGGED = re.compile(r"(?m)^\S+ (ERROR (?:bot|handlers)\..*)$(?:\n(?!\d{4}-)(.*))*")
LOOKS = re.compile(r'tuner_look_late_seconds_bucket{le="([^"]+)"} ([\d.]+)')


@dataclass
class Crowd:
    """People who type commands and send forms at a steady pace, and what they were refused."""

    url: str
    channels: list[str]
    people: list[Traveller]
    rate: float = COMMANDS
    stop: threading.Event = field(default_factory=threading.Event)
    done: Counter[str] = field(default_factory=Counter[str])
    unheard: list[str] = field(default_factory=list[str])
    given_up: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self._pool = ThreadPoolExecutor(32)
        # A command may open a modal: not on top of a form that somebody fills in.
        users = [it.person.user for it in self.people[1:]]
        self._hands = [Person(self.url, user) for user, _ in zip(itertools.cycle(users), range(33))]
        paces = ((self.rate, self._type), (FORMS, self._send))
        self._threads = [threading.Thread(target=self._steadily, args=it) for it in paces]
        for thread in self._threads:
            thread.start()

    def _steadily(self, rate: float, work: Callable[[int], None]) -> None:
        begin = time.monotonic()
        for number in itertools.count():
            if self.stop.wait(max(0.0, begin + number / rate - time.monotonic())):
                return
            self._pool.submit(work, number)

    def _type(self, number: int) -> None:
        hand, asks = self._hands[number % 33], not number % ASKS
        command, text = ASKED if asks else SAID[number % len(SAID)]
        where = self.channels[number // ASKS % len(self.channels) if asks else 0]
        self._try("commands", hand.command, where, command, text)

    def _send(self, number: int) -> None:
        """Send a form; what the stand-ins refuse on the way is the trouble that was ordered."""
        it = self.people[0]
        try:
            it.close()
            file = it.person.upload("cats.csv", CSV)
            it.person.command(it.channel, "/tune")
            form = it.modal(lambda view: bool(view.get("submit")))
            it.person.submit(form, file=[file["id"]], display_name=f"form-{number}", epochs="1")
            found = it.modal(lambda view: "'text': 'Start'" in str(view.get("submit")))
            it.person.submit(found)
            self.done["forms"] += 1
        except (Stuck, TimeoutError, LookupError, Refused, requests.RequestException) as error:
            self.given_up.append(str(error))

    def _try(self, what: str, act: Callable[..., object], *args: object) -> None:
        try:
            act(*args)
            self.done[what] += 1
        except (Refused, requests.RequestException) as error:
            self.unheard.append(f"{args}: {error}")

    def go_home(self) -> None:
        self.stop.set()
        for thread in self._threads:
            thread.join()
        self._pool.shutdown()


def channels_of(person: Person) -> list[str]:
    return [person.channel(name) for name in CHANNELS]


def limits_of(url: str) -> ServiceFor:
    """Return what gives everybody a service that is asked for its limits alone."""
    service = GeminiService(None, url, api_key="-")

    def service_for(_workspace: str, _user: str, _site: Site | None = None) -> TuningService:
        return service

    return service_for


def begin(parts: Playground, people: list[Traveller], jobs: int) -> None:
    """Put cards up for jobs that are wanted; the bot, which finds them, starts them."""
    key = base64.b64decode(key_in(parts.data / "bot" / "key"))
    store = SqliteStore(parts.data / "bot" / "tuner.db", Cipher(key), wait=30)
    client = WebClient(parts.slack.said["SLACK_BOT_TOKEN"], base_url=f"{parts.slack_url}/api/")
    us: Any = client.auth_test()
    workspace: str = us["team_id"]
    herald = handlers.CardAndThread(lambda _: client, limiter=Limiter({}))
    ours = store.workspace(workspace)
    tuner = make_tuners(store, limits_of(parts.google_url), eager=timedelta())
    for number in range(1, jobs + 1):
        owner = people[number % len(people)]
        order = Order(
            display_name=f"soak-{number}",
            base_model="models/smollm2-135m-instruct",
            channel=owner.channel,
            hyperparameters=Hyperparameters(epochs=5, batch_size=1),
        )
        draft = Draft(
            id=f"soak-{number}",
            owner=owner.person.user,
            order=order,
            file_id="F1",
            view="V1",
            received=utc_now(),
        )
        read = tuner(workspace).receive(draft)
        assert read
        tuner(workspace).library.check(read, CSV, "cats.csv")
        claim = tuner(workspace).want(draft.id, by=draft.owner)
        assert claim
        ours.cards.posting(draft.id, utc_now())
        card = herald.put_up(workspace, claim.job)
        assert card
        ours.cards.posted(draft.id, card)
        ours.jobs.advance(claim, replace(claim.job, card=card), look_at=utc_now())


def trouble(parts: Playground) -> None:
    for url, methods in ((parts.slack_url, ("chat.*", "views.*")), (parts.google_url, ("*",))):
        for method, (number, kind) in itertools.product(methods, enumerate(TROUBLE)):
            rule = {"method": method, "share": SHARE, "seed": number, **kind}
            requests.post(f"{url}/faults", json=rule, timeout=10).raise_for_status()


def looks(parts: Playground) -> Counter[float]:
    """Return how many looks were at most so many seconds late."""
    text = requests.get(f"{parts.bot_url}/metrics", timeout=10).text
    return Counter({float(bound): int(float(count)) for bound, count in LOOKS.findall(text)})


def late(before: Counter[float], after: Counter[float], share: float = 0.99) -> float:
    """Return how late that share of the looks was at most, between the bounds as if evenly."""
    bounds = sorted(after)
    counts = [after[it] - before[it] for it in bounds]
    wanted, low, below = share * counts[-1], 0.0, 0
    for bound, count in zip(bounds, counts, strict=True):
        if count >= wanted:
            return low + (bound - low) * (wanted - below) / max(count - below, 1)
        low, below = bound, count
    return low


def sampled(pid: int, seconds: float) -> Iterator[float]:
    """Yield the process's memory once a second, for so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield rss_mib(pid)
        time.sleep(1)


def shown(workspace: Path) -> list[str]:
    """Return the messages that say that something is our fault."""
    where = " or ".join(f"body like '%{words}%'" for words in OURS)
    with closing(sqlite3.connect(f"file:{workspace}?mode=ro", uri=True, timeout=10)) as db:
        return [body for (body,) in db.execute(f"select body from messages where {where}")]  # noqa: S608


def run(folder: Path, minutes: float, jobs: int, rate: float = COMMANDS) -> dict[str, Any]:
    trainer = ("--trainer", "replay", "--step-seconds", "0.5")
    workspace = ("--rate-limits", "off", "--optional-scopes", "all")
    with Playground(folder, trainer=trainer, workspace=workspace) as parts:
        people = [Traveller.arrive(parts.slack_url, name, "tuning") for name in PEOPLE]
        for traveller, name in zip(people, PEOPLE, strict=True):
            traveller.open_form(f"{name.lower()}@playground.test")
            traveller.close()
        begin(parts, people, jobs)
        trouble(parts)
        print(f"{jobs} jobs are wanted", flush=True)
        crowd = Crowd(parts.slack_url, channels_of(people[0].person), people, rate)
        pid = parts.bot.process.pid
        list(sampled(pid, minutes * 20))
        before, memory = looks(parts), list(sampled(pid, minutes * 40))
        after = looks(parts)
        crowd.go_home()
        log = (folder / "logs" / "bot.log").read_text()
    ours = shown(folder / "workspace.db")
    logged = [f"{what} {why}" for what, why in LOGGED.findall(log)]
    found = {"shown": ours, "unheard": crowd.unheard, "logged": logged, "given up": crowd.given_up}
    for what, items in found.items():
        if items:
            print(f"{what}: {Counter(it[:150] for it in items).most_common(5)}", flush=True)
    fifth = max(len(memory) // 5, 1)
    begun, ended = (statistics.median(it) for it in (memory[:fifth], memory[-fifth:]))
    return {
        "ours": len(ours) + len(crowd.unheard),
        "logged": len(logged),
        "growth_percent": round(100 * (ended / begun - 1), 1),
        "lag_p99_ticks": round(late(before, after), 2),
        "lag_p99_ticks_at_first": round(late(Counter(), before), 2),
        "rss_mib": round(ended, 1),
        "looks": after[float("inf")] - before[float("inf")],
        "minutes": minutes,
        "jobs": jobs,
        "given_up": len(crowd.given_up),
        **crowd.done,
    }


def main() -> int:
    parser = argparse.ArgumentParser("python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--quick", action="store_true", help="half a minute, with 50 jobs")
    args = parser.parse_args()
    minutes, jobs = (0.5, JOBS // 10) if args.quick else (args.minutes, JOBS)
    with tempfile.TemporaryDirectory(prefix="tuner-bench-") as folder:
        print(json.dumps(run(Path(folder), minutes, jobs)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

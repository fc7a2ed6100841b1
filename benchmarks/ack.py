"""How soon Slack has its ack: beside a bare ack, over HTTP, and with slow work behind it.

``ack_vs_bare`` is how many commands a second our app takes over how many the same app takes whose
listeners only ack, in turns in one run, signed requests; wanted: at least 0.3. ``http_p99_ms`` is
from when a command is due until it is answered, at 200 a second over HTTP; wanted: at most 10;
``http_missed`` were answered with an error or not at all, and ``http_bare_p99_ms`` is the same of
the app whose listeners only ack.
``slow_missed`` are commands with two seconds of work each, 20 a second for ten seconds and then
200 at once, that were not acked within 200 ms, or acked and not served; ``slow_worst_ms`` is the
slowest ack of the first; ``slow_busy`` are those told "busy" while a seat was free. Wanted: 0,
at most 200, 0.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

import handlers
from benchmarks.knocking import command, signed
from bot.accounts import GoogleAccounts
from bot.app import make_tuners
from bot.app.slack import Bolt
from bot.app.socket import LISTENERS
from bot.config import GoogleClient
from bot.domain import Site
from bot.leaving import Leaving
from bot.sheets import Sheets
from bot.store import Store
from bot.store.cipher import Cipher
from bot.store.sqlite import SqliteStore
from bot.web import Health, WebServer, make_web
from bot.web.slack import Door
from handlers.stage import BUSY

SECRET = "a-signing-secret"  # noqa: S105 - of nobody
NOWHERE = "http://127.0.0.1:9/"
ROUNDS, COMMANDS = 10, 400
RATE, SECONDS = 200, 20
SLOW, WORK, BURST = 20, 2.0, 200
SOON = 0.2  # seconds
GIVEN_UP = 3000.0  # milliseconds after which Slack does so
GOOGLE = GoogleClient(
    id="client",
    secret="secret",  # noqa: S106 - of nobody
    auth_url=NOWHERE,
    token_url=NOWHERE,
    revoke_url=NOWHERE,
    userinfo_url=NOWHERE,
    redirect_url=NOWHERE,
    scopes=("openid",),
)


class Bare:
    """A stage on which listeners do nothing but ack."""

    def __call__(self, listener: Callable[..., object]) -> Callable[..., object]:  # noqa: ARG002
        def bare(ack: Callable[[str], object]) -> None:
            ack("heard")

        return bare


TOKEN = "xoxb-nobodys"  # noqa: S105


def whom(*_: object, **__: object) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id="T1", bot_token=TOKEN, bot_id="B1", bot_user_id="U2"
    )


def no_token(_workspace: str, _user: str) -> None:
    """Nobody has let us read their sheets."""


def parts_of(store: Store) -> handlers.Parts:
    accounts = GoogleAccounts(GOOGLE, store)

    def no_service(workspace: str, user: str, site: Site | None = None) -> Any:
        raise AssertionError(workspace, user, site)

    client = WebClient(TOKEN, base_url=NOWHERE, retry_handlers=[])
    return handlers.Parts(
        tuner_for=make_tuners(store, no_service, eager=timedelta(seconds=1)),
        client_for=lambda _: client,
        accounts=accounts,
        leaving=Leaving(store, accounts, timedelta(days=1), lambda: None),
        files=handlers.Files(),
        sheets=Sheets(no_token),
        people=handlers.People(lambda _: client),
        wake=lambda: None,
    )


def furnished(app: App, stage: Any, parts: handlers.Parts) -> App:
    herald, reader = handlers.CardAndThread(parts.client_for), handlers.DraftReader(parts)
    handlers.register(app, stage, parts, herald, reader)
    return app


def ours(store: Store, stage: handlers.Stage) -> App:
    parts = parts_of(store)
    return furnished(Bolt(whom, NOWHERE, store.inbox), stage, parts)


def bare(store: Store) -> App:
    app = App(
        process_before_response=True,
        authorize=lambda: whom(),  # noqa: PLW0108 - Bolt goes by the names of arguments
        signing_secret=SECRET,
        client=WebClient(base_url=NOWHERE),
    )
    return furnished(app, Bare(), parts_of(store))


def rate(app: App, commands: int) -> float:
    """Return how many commands a second *app* takes; each is signed, and verified by somebody."""
    verifier, ahead = SignatureVerifier(SECRET), list[tuple[str, dict[str, str]]]()
    for number in range(commands):
        body = command(number)
        ahead.append((body.decode(), signed(body, SECRET)))
    began = time.perf_counter()
    for body, headers in ahead:
        assert not isinstance(app, Bolt) or verifier.is_valid_request(body, headers)
        assert app.dispatch(BoltRequest(body=body, headers=dict(headers))).status == 200  # noqa: PLR2004
    return commands / (time.perf_counter() - began)


def beside_bare(folder: Path, *, quick: bool) -> dict[str, float]:
    stores = [SqliteStore(folder / f"{it}.db", Cipher(bytes(32))) for it in ("ours", "bare")]
    stage = handlers.Stage(LISTENERS)
    apps = [ours(stores[0], stage), bare(stores[1])]
    rounds = 2 if quick else ROUNDS
    for app in apps:
        rate(app, 50)
    pairs = [[rate(app, COMMANDS) for app in apps] for _ in range(rounds)]
    stage.close()
    mine, plain = (statistics.median(it) for it in zip(*pairs, strict=True))
    print(f"ours {mine:.0f}/s, a bare ack {plain:.0f}/s", flush=True)
    return {"ack_vs_bare": round(statistics.median(a / b for a, b in pairs), 2)}


def over_http(folder: Path, *, quick: bool) -> dict[str, float]:
    stores = [SqliteStore(folder / f"http-{it}.db", Cipher(bytes(32))) for it in ("ours", "bare")]
    stage, seconds = handlers.Stage(LISTENERS), 3 if quick else SECONDS
    took = answered(ours(stores[0], stage), stores[0], seconds)
    stage.close()
    plain = answered(bare(stores[1]), stores[1], seconds)
    hundredths, bares = (
        statistics.quantiles([GIVEN_UP if it < 0 else it for it in each], n=100)
        for each in (took, plain)
    )
    return {
        "http_p99_ms": round(hundredths[98], 1),
        "http_p50_ms": round(hundredths[49], 1),
        "http_missed": took.count(-1),
        "http_bare_p99_ms": round(bares[98], 1),
    }


def answered(app: App, store: Store, seconds: int) -> list[float]:
    """Serve *app*, and return the milliseconds until each command was answered; -1: it was not."""
    door, parts = Door(app, SECRET), parts_of(store)
    accounts = GoogleAccounts(GOOGLE, store)
    health = Health(dict[str, bool], lambda: (b"", "text/plain"))
    web = make_web(accounts, handlers.Linking(parts), health, door.route)
    server = WebServer(web, "127.0.0.1", 0)
    server.start()
    url = f"http://127.0.0.1:{server.port}"
    knock = [sys.executable, "-m", "benchmarks.knocking", url, SECRET, str(RATE), str(seconds)]
    said = subprocess.run(knock, capture_output=True, text=True, check=True).stdout
    server.stop()
    door.close()
    return json.loads(said.splitlines()[-1])


@dataclass
class Kitchen:
    """Commands whose work takes two seconds, and what came of each."""

    folder: Path
    stage: handlers.Stage = field(default_factory=lambda: handlers.Stage(LISTENERS))
    acks: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    served: list[float] = field(default_factory=list[float])

    def __post_init__(self) -> None:
        self.store = SqliteStore(self.folder / "slow.db", Cipher(bytes(32)))
        self.app = Bolt(whom, NOWHERE, self.store.inbox)

        def slow(ack: Callable[..., object]) -> None:
            ack("on it")
            time.sleep(WORK)
            self.served.append(time.perf_counter())

        self.app.command("/tune")(self.stage(slow))
        self.pool = ThreadPoolExecutor(BURST)

    def order(self, number: int) -> None:
        body = command(number)
        request = BoltRequest(body=body.decode(), headers=dict(signed(body, SECRET)))
        began, said = time.perf_counter(), ""
        with suppress(Exception):  # Slack hears nothing then, and that is what counts
            said = self.app.dispatch(request).body or ""
        self.acks.append((time.perf_counter() - began, said))

    def steadily(self, seconds: int) -> dict[str, float]:
        begin = time.perf_counter()
        for number in range(SLOW * seconds):
            time.sleep(max(0.0, begin + number / SLOW - time.perf_counter()))
            self.pool.submit(self.order, number)
        self._settle(SLOW * seconds)
        worst = max(took for took, _ in self.acks)
        late = sum(took > SOON or not said for took, said in self.acks)
        missed = late + SLOW * seconds - len(self.served)
        return {"slow_missed": missed, "slow_worst_ms": round(worst * 1000, 1)}

    def at_once(self) -> dict[str, float]:
        """Order 200 at a time; as many as there are seats are served, the others told so."""
        self.acks.clear()
        self.served.clear()
        gate = threading.Barrier(BURST)

        def order(number: int) -> None:
            gate.wait()
            self.order(number)

        list(self.pool.map(order, range(BURST)))
        busy = sum(BUSY in said for _, said in self.acks)
        self._settle(BURST - busy)
        silent = sum(not said for _, said in self.acks)
        unserved = BURST - busy - len(self.served)
        free = max(0, min(LISTENERS, BURST) - len(self.served))
        return {"missed": silent + unserved, "slow_busy": min(busy, free), "burst_busy": busy}

    def close(self) -> None:
        self.pool.shutdown()
        self.stage.close()

    def _settle(self, wanted: int) -> None:
        end = time.monotonic() + 3 * WORK
        while len(self.served) < wanted and time.monotonic() < end:
            time.sleep(0.05)


def slowly(folder: Path, *, quick: bool) -> dict[str, float]:
    with closing(Kitchen(folder)) as kitchen:
        told = kitchen.steadily(3 if quick else 10)
        burst = kitchen.at_once()
    return {**told, "slow_missed": told["slow_missed"] + burst.pop("missed"), **burst}


def main() -> int:
    parser = argparse.ArgumentParser("python -m benchmarks.ack", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer commands")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory(prefix="tuner-bench-") as folder:
        figures = beside_bare(Path(folder), quick=quick)
        figures |= over_http(Path(folder), quick=quick)
        figures |= slowly(Path(folder), quick=quick)
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What it costs to watch 10,000 trainings from one process, for a minute.

They belong to 2,000 people in 500 workspaces, five each, and take from one to eight hours, of
which some part is over; so some begin to end meanwhile. The service is a stand-in in a process
of its own, over HTTP, whose answers are ready (`benchmarks.standing`): what is measured is
Tuner's own share, that is the clock, claims, credentials, calls by the real client, what came of
them written down with its news, and the news taken out again. Slack is left out.

``cpu_percent`` is of one core, wanted at most 10; ``lag_p99_ticks`` is how many ticks late the
latest looks were, wanted under 2; ``rss_mib`` wanted at most 200.
"""

import argparse
import json
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.standing import MODELS, STEPS, model_id, progress
from bot.accounts import NOTED_EVERY, GoogleAccounts
from bot.app import AT_ONCE, make_tuners
from bot.config import GoogleClient
from bot.domain import Account, Card, DraftClaim, JobState, News, Order, Site, Snapshot, TuningJob
from bot.poller import Poller
from bot.pulse import TICK, Pulse
from bot.signin import Grant
from bot.store import Store
from bot.store.cipher import Cipher
from bot.store.rows import of_job, of_snapshot
from bot.store.sqlite import SqliteStore
from bot.tuning import TuningService
from bot.tuning.gemini import GeminiService

JOBS, WORKSPACES, SECONDS, SETTLES = 10_000, 500, 60, 5
EAGER = timedelta(seconds=15)
SHORTEST, LONGEST = 3600, 8 * 3600  # seconds
HABIT = 1800.0  # seconds that they were looked at before
AS_IF_NO_TIME_HAD_PASSED = (
    "update jobs set look_at = look_at + :late, look_from = look_from + :late"
)
NOBODY = GoogleClient(
    id="",
    secret="",
    auth_url="",
    token_url="",
    revoke_url="",
    userinfo_url="",
    redirect_url="http://127.0.0.1/",
    scopes=(),
)


@dataclass(slots=True)
class Nobody:
    """Hears all news, and says nothing."""

    heard: int = 0

    def put_up(self, workspace: str, job: TuningJob, before: int = 0) -> Card:
        assert not before
        return Card(workspace, job.id)

    def tell(self, news: News, *, again: bool) -> None:
        self.heard += bool(news) and not again

    def apologise(self, workspace: str, job: TuningJob) -> None:
        raise AssertionError(workspace, job)

    def read(self, claim: DraftClaim) -> None:
        raise AssertionError(claim)

    def give_up(self, claim: DraftClaim) -> None:
        raise AssertionError(claim)


@dataclass(slots=True)
class Watched:
    """How late each look was, in seconds."""

    lags: list[float] = field(default_factory=list[float])

    def add(self, lag: timedelta) -> None:
        self.lags.append(lag.total_seconds())


def main() -> int:
    parser = argparse.ArgumentParser("python -m benchmarks.poller", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of all, for 10 seconds")
    quick = parser.parse_args().quick
    share, seconds = (10, 10) if quick else (1, SECONDS)
    with tempfile.TemporaryDirectory(prefix="tuner-bench-") as folder, service() as url:
        figures = measured(Path(folder) / "tuner.db", url, JOBS // share, seconds)
    print(json.dumps(figures))
    return 0


def measured(database: Path, url: str, jobs: int, seconds: float) -> dict[str, float]:
    store, people, watched = SqliteStore(database, Cipher(bytes(32))), Nobody(), Watched()
    fill(database, store, jobs)
    accounts = GoogleAccounts(NOBODY, store)

    def service_for(workspace: str, user: str, _: Site | None = None) -> TuningService:
        return GeminiService(accounts.credentials(workspace, user), url)

    tuner_for = make_tuners(store, service_for, eager=EAGER)
    pulse = Pulse()
    with ThreadPoolExecutor(3 * AT_ONCE) as pool:
        poller = Poller(store, tuner_for, people, people, pool, AT_ONCE, lagged=watched.add)
        pulse.add(poller.look)
        pulse.add(poller.deliver)
        pulse.add(poller.read, every=5 * TICK)
        pulse.start()
        time.sleep(SETTLES)
        watched.lags.clear()
        began, busy = time.monotonic(), time.process_time()
        time.sleep(seconds)
        busy, passed = time.process_time() - busy, time.monotonic() - began
        pulse.stop()
        time.sleep(1)  # what runs ends
    lags = watched.lags
    print(f"{jobs} jobs, {len(lags) / passed:.1f} looks a second, {people.heard} news heard")
    return {
        "cpu_percent": round(100 * busy / passed, 1),
        "lag_p99_ticks": round(statistics.quantiles(lags, n=100)[98] / TICK.total_seconds(), 2),
        "rss_mib": round(rss_mib(), 1),
        "looks_per_s": round(len(lags) / passed, 1),
        "jobs": jobs,
    }


@contextmanager
def service() -> Generator[str]:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.standing", str(port)]
    with subprocess.Popen(command) as process:
        try:
            for _ in range(100):
                with closing(socket.socket()) as probe:
                    if not probe.connect_ex(("127.0.0.1", port)):
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def rss_mib() -> float:
    status = Path("/proc/self/status").read_text("utf-8")
    [kib] = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
    return int(kib) / 1024


def fill(database: Path, store: Store, count: int) -> None:
    """Put jobs that train, with what was heard of them, where they are due as if always watched."""
    chance, notes = random.Random(0), random.Random(1)  # noqa: S311 - repeatable
    now = time.time()
    with closing(sqlite3.connect(database)) as db, db:
        for workspace, person, jobs in people(count, now, chance):
            token = ",".join(job.id for job in jobs)
            grant = Grant(token=token, refresh_token="", expires=at(now + 9 * 86_400), scopes=())
            account = Account(user=person, email="", scopes=(), linked=jobs[0].wanted)
            with_account(db, store, workspace, account, grant)
            noted = at(now - notes.random() * NOTED_EVERY.total_seconds())
            store.workspace(workspace).accounts.used(person, noted)
            for job, looks in zip(jobs, watched_till(now, jobs, chance), strict=True):
                write(db, workspace, job, looks)
        db.execute(AS_IF_NO_TIME_HAD_PASSED, {"late": time.time() - now})


def watched_till(now: float, jobs: list[TuningJob], chance: random.Random) -> list[list[float]]:
    """Return for each job when it is due, when it may be looked at, and when it last was.

    That is after half an hour of looking.
    """
    looks = [[now - HABIT + chance.random() * HABIT / 3] * 3 for _ in jobs]
    while (when := min(due for due, *_ in looks)) < now:
        for place, (_, soon, _) in enumerate(looks):
            if soon <= when:
                job = so_far(jobs[place], when)
                due = job.next_look(at(when), eager=EAGER, jitter=chance.uniform(-1, 1))
                assert due
                looks[place] = [due.timestamp(), (due.timestamp() + when) / 2, when]
    return looks


def so_far(job: TuningJob, when: float) -> TuningJob:
    """Return the job as it was, or a young one where it had not begun."""
    began, _, done = progress(job.id, max(when, job.wanted.timestamp()))
    snapshots = job.snapshots[:done]
    return replace(job, completed_steps=done, started=min(at(began), at(when)), snapshots=snapshots)


def with_account(
    db: sqlite3.Connection, store: Store, workspace: str, account: Account, grant: Grant
) -> None:
    db.commit()
    store.workspace(workspace).accounts.link(account, grant.dump())


def people(
    count: int, now: float, chance: random.Random
) -> Iterator[tuple[str, str, list[TuningJob]]]:
    for number in range(count // MODELS):
        person = f"U{number}"
        jobs = [job(person, n, now, chance) for n in range(MODELS)]
        yield f"T{number % WORKSPACES}", person, jobs


def job(person: str, number: int, now: float, chance: random.Random) -> TuningJob:
    takes = chance.randint(SHORTEST, LONGEST)
    began = int(now - chance.random() * takes)
    done = min(STEPS - 1, int((now - began) / takes * STEPS))
    pace = takes / STEPS
    snapshots = tuple(
        Snapshot(step=n, epoch=n // 25, mean_loss=round(4 / n, 6), at=at(began + n * pace))
        for n in range(1, done + 1)
    )
    name = model_id(person, number, began, takes)
    told: dict[str, Any] = {"completed_steps": done, "snapshots": snapshots}
    return TuningJob(
        id=name,
        owner=person,
        order=Order(display_name=name, base_model="models/base", channel="C1"),
        dataset="",
        examples=STEPS,
        wanted=at(began),
        card=Card("C1", name),
        state=JobState.TUNING,
        total_steps=STEPS,
        started=at(began),
        moved=at(now - HABIT / 6),
        milestone=100 * done // STEPS // 25 * 25,
        **told,
    )


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def write(db: sqlite3.Connection, workspace: str, job: TuningJob, looks: list[float]) -> None:
    due, soon, last = looks
    job = replace(so_far(job, last), started=job.started)
    look = {"workspace": workspace, "look_at": due, "look_from": soon, "epoch": 1}
    insert(db, "jobs", [of_job(job) | look])
    owned = {"workspace": workspace, "job": job.id}
    rows = [owned | {"place": n} | of_snapshot(it) for n, it in enumerate(job.snapshots)]
    insert(db, "snapshots", rows)


def insert(db: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        columns, marks = ", ".join(rows[0]), ", ".join(f":{name}" for name in rows[0])
        db.executemany(f"insert into {table} ({columns}) values ({marks})", rows)  # noqa: S608


if __name__ == "__main__":
    sys.exit(main())

"""Kill the bot with -9 again and again, and count what was lost and what was done twice.

One bot, then three on one database, are killed at random moments (some right when they are at
something, so that no place is missed) while people send forms all the time, and a fifth of all
calls to both stand-ins go wrong. All of the bot's times are a tenth of what they are. After the
last kill it may finish, and then databases and workspace are compared: ``twice`` and ``lost``
count messages, ``jobs_twice`` trainings, ``forms_lost`` forms that Slack has heard an ack for;
all are wanted to be 0, and ``integrity`` to be ok. ``in_call`` is the share of kills inside a
call; wanted: at least 0.2.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from benchmarks.crashing import account
from benchmarks.crashing.marks import PLACES, Marks
from benchmarks.crashing.people import Somebody, Team
from playground.journey import Traveller
from playground.together import Playground, free_ports

FACTOR = 0.1
PEOPLE = ("Ada", "Ben", "Chloe")
SHARE = 0.055  # of each of four kinds: together a fifth
AIMS = PLACES[1:]
TRIES = 5
PATIENCE = 120  # seconds for something more of what was left to be finished
LONGEST = 1800  # seconds for all of it: hundreds of trainings may still have to take their turn

TROUBLE: tuple[dict[str, Any], ...] = (
    {"kind": "503"},
    {"kind": "503", "after": True},
    {"kind": "reset", "after": True},
    {"kind": "429", "retry_after": 1},
)


class Parts(Playground):
    """Both stand-ins; the bots are the benchmark's own."""

    def _start_bot(self, port: int) -> None:
        self.settings = self._settings(port)


@dataclass
class Nursery:
    """Starts and ends bots, each with a number, a port and marks of its own."""

    parts: Parts
    count: int = 3
    pids: dict[int, int] = field(default_factory=dict[int, int])
    died: int = 0  # without being killed

    def __post_init__(self) -> None:
        self.folder = self.parts.data / "bots"
        self.folder.mkdir()
        first = int(self.parts.settings["TUNER_PORT"])
        self.ports = [first, *free_ports(self.count - 1)]
        self.marks = [Marks(self.folder / f"marks-{it}") for it in range(self.count)]
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "benchmarks.crashing.nursery", str(FACTOR)],
            env={**os.environ, **self.parts.settings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._answer() == "ready"

    def start(self, number: int) -> None:
        """Start a bot, and wait until it is at work; start it again if it could not begin."""
        for _ in range(TRIES):
            if self._starts(number):
                return
            print(f"bot {number} could not begin: {self.log(number)}", flush=True)
        raise TimeoutError(f"bot {number} does not start")

    def _starts(self, number: int) -> bool:
        self.marks[number].clear()
        assert self.process.stdin
        self.process.stdin.write(f"{number} {self.ports[number]} {self.folder}\n")
        self.process.stdin.flush()
        self.pids[number] = int(self._answer())
        end = time.monotonic() + 30
        while not self.marks[number].read()["ready"]:
            if time.monotonic() > end or not is_there(self.pids[number]):
                self.pids.pop(number)
                return False
            time.sleep(0.01)
        return True

    def kill(self, number: int) -> dict[str, int]:
        """End a bot without a word; return what it was at."""
        try:
            os.kill(self.pids.pop(number), signal.SIGKILL)
        except ProcessLookupError:
            self.died += 1
            print(f"bot {number} ended by itself: {self.log(number)}", flush=True)
        return self.marks[number].read()

    def log(self, number: int) -> str:
        """Return the end of what it said."""
        return (self.folder / f"bot-{number}.log").read_text(errors="replace")[-1500:]

    def close(self) -> None:
        for number in tuple(self.pids):
            self.kill(number)
        self.process.kill()
        self.process.wait()

    def _answer(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@dataclass
class Killer:
    """Kills *bots* of a nursery in turn; half of the time it waits until one is at something."""

    nursery: Nursery
    chance: random.Random
    places: Counter[str] = field(default_factory=Counter[str])

    def kill(self, bots: int, times: int) -> None:
        for number in range(bots):
            self.nursery.start(number)
        for turn in range(times):
            number = self.chance.randrange(bots)
            self._wait(self.nursery.marks[number])
            self._note(self.nursery.kill(number))
            self.nursery.start(number)
            if turn % 50 == 49:  # noqa: PLR2004
                print(f"{bots} at a time: {turn + 1} kills, {dict(self.places)}", flush=True)
        for number in range(bots):
            self._note(self.nursery.kill(number), last=True)

    def _wait(self, marks: Marks) -> None:
        """Let a random while go by, or wait for a moment in which it is at what is aimed at."""
        aim = self.chance.choice(AIMS) if self.chance.random() < 0.5 else ""  # noqa: PLR2004
        end = time.monotonic() + (1.0 if aim else self.chance.uniform(0.0, 0.8))
        while time.monotonic() < end and not (aim and marks.read()[aim] > 0):
            time.sleep(0.0005)

    def _note(self, at: dict[str, int], *, last: bool = False) -> None:
        if not last:
            busy = [place for place in AIMS if at[place] > 0]
            self.places.update(busy or ["idle"])


def main() -> int:
    parser = argparse.ArgumentParser("python -m benchmarks.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="half with one bot, half with three")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="20 kills")
    args = parser.parse_args()
    kills = 20 if args.quick else args.kills
    with tempfile.TemporaryDirectory(prefix="tuner-bench-") as folder:
        told = run(Path(folder), kills, args.seed)
    print(json.dumps(told))
    fine = not any(told[it] for it in ("twice", "lost", "jobs_twice", "forms_lost"))
    return 0 if fine and told["integrity"] == "ok" else 1


def run(folder: Path, kills: int, seed: int) -> dict[str, Any]:
    trainer = ("--trainer", "replay", "--step-seconds", "0.5")
    workspace = ("--rate-limits", "off", "--optional-scopes", "all")
    with Parts(folder, trainer=trainer, poll_seconds=0.2, workspace=workspace) as parts:
        began, nursery = time.monotonic(), Nursery(parts)
        try:
            killer = Killer(nursery, random.Random(seed))  # noqa: S311 - which moment, no secret
            say(began, "all parts are there")
            team = gather(parts, nursery)
            say(began, "everybody is at work")
            trouble(parts, seed)
            killer.kill(1, kills - kills // 2)
            killer.kill(3, kills // 2)
            say(began, "the last kill")
            team.go_home()
            say(began, "everybody has gone home")
            unfinished = finish(parts, nursery)
        finally:
            nursery.close()
    files = [folder / it for it in ("bot/tuner.db", "workspace.db", "google/google.db")]
    told = account.figures(files[0], files[1], files[2], team.sent, team.begun)
    told["lost"] += unfinished
    share = round(killer.places["in_call"] / kills, 2)
    places = {f"kills_{it}": killer.places[it] for it in (*AIMS, "idle")}
    return {"kills": kills, **told, "died": nursery.died, "in_call": share, **places}


def say(began: float, what: str) -> None:
    print(f"{time.monotonic() - began:6.1f} s  {what}", flush=True)


def gather(parts: Parts, nursery: Nursery) -> Team:
    """Have everybody link an account while all is well, and then begin to work."""
    nursery.start(0)
    stop = threading.Event()
    travellers = [Traveller.arrive(parts.slack_url, name, "tuning") for name in PEOPLE]
    for traveller, name in zip(travellers, PEOPLE, strict=True):
        traveller.open_form(f"{name.lower()}@playground.test")
        traveller.close()
    nursery.kill(0)
    return Team([Somebody(it, stop) for it in travellers], stop)


def trouble(parts: Parts, seed: int) -> None:
    """Have a fifth of the calls go wrong, in four ways."""
    for url, methods in (
        (parts.slack_url, ("chat.*", "conversations.*")),
        (parts.google_url, ("google.*",)),
    ):
        for method in methods:
            for number, kind in enumerate(TROUBLE):
                rule = {"method": method, "share": SHARE, "seed": seed + number, **kind}
                requests.post(f"{url}/faults", json=rule, timeout=10).raise_for_status()


def finish(parts: Parts, nursery: Nursery) -> int:
    """Let one bot finish in peace; return how much it could not."""
    for url in (parts.slack_url, parts.google_url):
        requests.delete(f"{url}/faults", timeout=10).raise_for_status()
    nursery.start(0)
    began = moved = time.monotonic()
    left, least = (1, 1, 1), (LONGEST, 0, 0)
    while any(left) and time.monotonic() - moved < PATIENCE and time.monotonic() - began < LONGEST:
        time.sleep(0.5)
        left = account.left_over(parts.data / "bot" / "tuner.db")
        if left < least:
            least, moved = left, time.monotonic()
    print(f"left over: {left}", flush=True)
    return sum(left)


if __name__ == "__main__":
    sys.exit(main())

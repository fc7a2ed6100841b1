"""Which device, thread count and dtype train fastest here: tried once, and kept.

It is no use to guess: one thread beat two twenty times over on one machine, and bfloat16
is twice as fast as float32 on one processor and many times slower on another.
"""

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playground.trainer import TrainerError, child
from playground.trainer.disk import read_json, write_json
from playground.trainer.machine import Setting, fingerprint

# The probe's batch: as many examples, each of so many tokens.
EXAMPLES, LENGTH = 4, 40
# The settings take turns, so many times; the first turn warms up, the median of the rest counts.
ROUNDS = 4
# What may take this long and has not said a time is out of the race.
PATIENCE = 30.0
# More threads or other numbers must be worth it: people share this machine with the training.
WORTH = 0.95


@dataclass(frozen=True, slots=True)
class Measured:
    """*seconds* a step of the probe's batch."""

    setting: Setting
    seconds: float

    @property
    def tokens_per_second(self) -> float:
        return EXAMPLES * LENGTH / self.seconds


class Probe:
    """What was measured here, kept in *file* until the machine is another one."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def known(self, base: str) -> Measured | None:
        told = self._kept().get(base)
        if not told or told["machine"] != fingerprint():
            return None
        return Measured(Setting(**told["setting"]), told["seconds"])

    def measure(self, base: str, folder: Path) -> Measured:
        """Try everything that could be best; takes some seconds for each. Raises `TrainerError`."""
        log = self._file.with_suffix(".log")
        tried = race(folder, log)
        if not tried:
            raise TrainerError("The base model can't be trained here: no probe came to an end.")
        best = choose(tried)
        entry = {
            "machine": fingerprint(),
            "setting": best.setting.to_json(),
            "seconds": best.seconds,
            "tried": [{**m.setting.to_json(), "seconds": m.seconds} for m in tried],
        }
        write_json(self._file, {**self._kept(), base: entry})
        return best

    def _kept(self) -> dict[str, Any]:
        return read_json(self._file) if self._file.exists() else {}


def choose(tried: Sequence[Measured]) -> Measured:
    """Choose the fastest, unless one with fewer threads, or tried before it, is as good."""
    fastest = min(measured.seconds for measured in tried)
    good = [measured for measured in tried if measured.seconds * WORTH <= fastest]
    return min(good, key=lambda measured: measured.setting.threads)


def race(folder: Path, log: Path, settings: Sequence[Setting] = ()) -> Sequence[Measured]:
    """Measure *settings*, or what could be best here if none are given.

    One that dies or never ends is left out, and the rest start anew.
    """
    left = [setting.to_json() for setting in settings]
    while True:
        laps: list[float] = []
        for message in _messages(folder, left, log):
            if "settings" in message:
                left = message["settings"]
            else:
                laps.append(message["seconds"])
        if len(laps) == ROUNDS * len(left):
            return [
                Measured(Setting(**setting), median(laps[len(left) + place :: len(left)]))
                for place, setting in enumerate(left)
            ]
        del left[len(laps) % len(left)]
        if not left:
            return ()


def _messages(folder: Path, settings: list[dict[str, Any]], log: Path) -> Iterator[dict[str, Any]]:
    """Listen to a timing process until it ends, or until patience with it does."""
    arguments = [str(folder), *("/".join(Setting(**s).arguments()) for s in settings)]
    process = child.spawn("playground.trainer.timing", *arguments, log=log)
    try:
        while line := _line(process):
            yield json.loads(line)
    finally:
        child.end(process)


def _line(process: child.Process) -> str:
    """Read a line, or none from a process that ended or had to be ended."""
    assert process.stdout  # noqa: S101 - see spawn
    watch = threading.Timer(PATIENCE, process.kill)
    watch.start()
    try:
        return process.stdout.readline()
    finally:
        watch.cancel()

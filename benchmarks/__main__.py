"""Run benchmarks, all or those that are named, and write their figures into the README."""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
ROW = re.compile(r"^\| `benchmarks\.(\w+)` \| `(\w+)` \| (.+) \| (.+) \|$", re.MULTILINE)

Told = dict[str, tuple[Any, str]]  # a figure's value, and when and on what it was measured

# What each one measures; its figures are the last line that it prints.
BENCHMARKS = {
    "learning": "is the sample learnt, with the form's defaults, whatever the seed",
    "whole": "acks while a training runs, first progress, the trainer beside a plain loop",
    "datasets": "checking a file of examples, beside what people use today",
    "ack": "acks beside a bare ack, over HTTP, and with slow work behind them",
    "kill": "what is lost and what is done twice when the bot is killed again and again",
    "poller": "10,000 running trainings, watched from one process",
    "names": "names of models while somebody types, with 5,000 of them",
    "soak": "an hour of 20 commands a second, with 500 trainings and trouble",
}
BY_NAME_ALONE = {"soak"}


def main() -> int:
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less of everything; no README")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    args = parser.parse_args()
    if unknown := set(args.names) - BENCHMARKS.keys():
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    usual = [it for it in BENCHMARKS if it not in BY_NAME_ALONE]
    figures = {name: measure(name, quick=args.quick) for name in args.names or usual}
    if not args.quick:
        write({name: dated(values) for name, values in figures.items()})
    return 0


def write(figures: dict[str, Told]) -> None:
    """Put these into the README, in the place of what it has of the same benchmarks."""
    text = README.read_text()
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    written = {**known(text), **figures}
    kept = {name: written[name] for name in BENCHMARKS if name in written}
    README.write_text(f"{before}{BEGIN}\n{table(kept)}{END}{after}")


def known(text: str) -> dict[str, Told]:
    """Return the figures that the README has already."""
    found: dict[str, Told] = {}
    for name, figure, value, on in ROW.findall(text):
        found.setdefault(name, {})[figure] = value, on
    return found


def dated(figures: dict[str, Any]) -> Told:
    """Say when these were measured, and on what class of machine."""
    on = f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores {platform.machine()}"
    return {name: (value, on) for name, value in figures.items()}


def measure(name: str, *, quick: bool) -> dict[str, Any]:
    """Run one benchmark, showing what it prints; return its figures."""
    command = [sys.executable, "-m", f"benchmarks.{name}", *(["--quick"] if quick else [])]
    last = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            sys.stdout.write(line)
            last = line
    if process.returncode:
        sys.exit(f"benchmarks.{name} failed")
    return json.loads(last)


def table(figures: dict[str, Told]) -> str:
    rows = ["| measured by | figure | value | on |", "| --- | --- | ---: | --- |"]
    for name, values in figures.items():
        for figure, (value, on) in values.items():
            rows.append(f"| `benchmarks.{name}` | `{figure}` | {value} | {on} |")
    return "\n".join(["", *rows, "", ""])


if __name__ == "__main__":
    sys.exit(main())

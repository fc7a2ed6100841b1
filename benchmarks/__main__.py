"""Run benchmarks, all or those that are named, and write their figures into the README."""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
ROW = re.compile(r"^\| `benchmarks\.(\w+)` \| `(\w+)` \| (.+) \|$", re.MULTILINE)

# What each one measures; its figures are the last line that it prints.
BENCHMARKS = {
    "learning": "is the sample learnt, with the form's defaults, whatever the seed",
    "whole": "acks while a training runs, first progress, the trainer beside a plain loop",
    "datasets": "checking a file of examples, beside what people use today",
    "ack": "acks beside a bare ack, over HTTP, and with slow work behind them",
    "kill": "what is lost and what is done twice when the bot is killed again and again",
    "poller": "10,000 running trainings, watched from one process",
    "names": "names of models while somebody types, with 5,000 of them",
}


def main() -> int:
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less of everything; no README")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    args = parser.parse_args()
    if unknown := set(args.names) - BENCHMARKS.keys():
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    figures = {name: measure(name, quick=args.quick) for name in args.names or BENCHMARKS}
    if not args.quick:
        text = README.read_text()
        before, after = text.partition(BEGIN)[0], text.partition(END)[2]
        written = {**known(text), **figures}
        kept = {name: written[name] for name in BENCHMARKS if name in written}
        README.write_text(f"{before}{BEGIN}\n{table(kept)}{END}{after}")
    return 0


def known(text: str) -> dict[str, dict[str, str]]:
    """Return the figures that the README has already."""
    found: dict[str, dict[str, str]] = {}
    for name, figure, value in ROW.findall(text):
        found.setdefault(name, {})[figure] = value
    return found


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


def table(figures: dict[str, dict[str, Any]]) -> str:
    rows = ["| measured by | figure | value |", "| --- | --- | ---: |"]
    for name, values in figures.items():
        rows += [f"| `benchmarks.{name}` | `{key}` | {value} |" for key, value in values.items()]
    return "\n".join(["", *rows, "", ""])


if __name__ == "__main__":
    sys.exit(main())

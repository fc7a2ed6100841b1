"""Checking files of examples, beside what people use today: 100,000 rows, about 52 MB.

``csv_vs_bare`` and ``jsonl_vs_bare`` are our speed over that of the bare `csv` and `json` readers,
which check nothing, when what stops tuning and exact duplicates are looked for; wanted: 0.6 and
0.4. ``…_all_vs_bare`` are with everything on; wanted: 0.35. ``…_vs_together`` are over the speed
of `check_file` of the package `together`, which checks less; wanted: over 1. ``xlsx_vs_bare`` is
over openpyxl's, read-only; wanted: 0.6. The peaks are MiB above what the process has before it
reads; ours, with everything on, should be under 40 and a fifth of pandas'. Each contender runs
in a process of its own, one after the other in each of several rounds; its least time on a
processor counts, with that of the processes that it starts.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook

ROWS, ROUNDS = 100_000, 5
ROOT = Path(__file__).parent.parent
PEERS = ROOT / ".venv-peers"  # never in .venv: sqlite-utils would import pandas from there
PACKAGES = ("together==3.1.1", "pandas")
NAMES = ("prompt", "completion")
CONSONANTS, VOWELS = "bcdfghlmnprstvw", "aeiou"
ACCENTED = ("café", "naïve", "Größe", "\u201cquoted\u201d", "\u2014", "don\u2019t")

# Who reads which file; the first of each is what the others are measured by.
RUNS = {
    "pairs.csv": ("csv_bare", "tuner", "tuner_all", "together", "pandas"),
    "pairs.jsonl": ("jsonl_bare", "tuner", "tuner_all", "together"),
    "pairs.xlsx": ("xlsx_bare", "tuner_all"),
}
Best = dict[tuple[str, str], dict[str, float]]


def main() -> int:
    parser = argparse.ArgumentParser("python -m benchmarks.datasets", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rows and rounds")
    quick = parser.parse_args().quick
    prepare_peers()
    with tempfile.TemporaryDirectory(prefix="tuner-bench-") as folder:
        write(Path(folder), ROWS // (10 if quick else 1))
        best = measure(Path(folder), 2 if quick else ROUNDS)
    for (file, name), found in best.items():
        print(f"{file:12} {name:10} {found['seconds']:7.3f} s {found['mib']:7.1f} MiB", flush=True)
    print(json.dumps(figures(best)))
    return 0


def prepare_peers() -> None:
    """Make the environment of those that we are compared with, unless it is there."""
    marker = PEERS / "ready"
    if not marker.exists():
        print(f"installing {', '.join(PACKAGES)} into {PEERS.name} …", flush=True)
        venv.create(PEERS, with_pip=True, clear=True)
        subprocess.run([PEERS / "bin" / "pip", "install", "-q", *PACKAGES], check=True)
        marker.touch()


def write(folder: Path, count: int) -> None:
    """Write the same rows in each format."""
    rows = list(pairs(count))
    with (folder / "pairs.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([NAMES, *rows])
    with (folder / "pairs.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(dict(zip(NAMES, row, strict=True)))}\n" for row in rows)
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (NAMES, *rows):
        sheet.append(row)
    book.save(folder / "pairs.xlsx")


def pairs(count: int) -> Iterator[tuple[str, str]]:
    """Make questions and answers of sentences, some with a date, some with letters beyond ASCII.

    One in a hundred is there twice, one in five hundred nearly.
    """
    chance = random.Random(1)  # noqa: S311
    words = ["".join(_syllables(chance)) for _ in range(5_000)]
    kept = ("", "")
    for number in range(count):
        pair = _text(chance, words, 5), _text(chance, words, 2)
        if not (number + 1) % 100:
            pair = kept
        elif not (number + 50) % 500:
            pair = kept[0].upper(), f"{kept[1]}!"
        kept = pair
        yield pair


def _syllables(chance: random.Random) -> Iterator[str]:
    for _ in range(chance.randint(1, 4)):
        yield chance.choice(CONSONANTS) + chance.choice(VOWELS)


def _text(chance: random.Random, words: list[str], sentences: int) -> str:
    made = list[str]()
    for _ in range(sentences):
        sentence = chance.choices(words, k=chance.randint(8, 16))
        if chance.random() < 0.02:  # noqa: PLR2004
            sentence[3] = chance.choice(ACCENTED)
        if chance.random() < 0.03:  # noqa: PLR2004
            sentence[5] = f"on 2024-{chance.randint(10, 12)}-{chance.randint(10, 28)},"
        made.append(" ".join(sentence).capitalize() + ".")
    return " ".join(made)


def measure(folder: Path, rounds: int) -> Best:
    best: Best = {}
    for number in range(rounds):
        for file, names in RUNS.items():
            for name in names:
                if number > 1 and file.endswith(".xlsx"):
                    continue  # seconds each, so that chance hardly matters
                found = run(name, folder / file)
                before = best.setdefault((file, name), found)
                best[file, name] = {key: min(before[key], found[key]) for key in found}
        print(f"round {number + 1} of {rounds}", flush=True)
    return best


def run(name: str, path: Path) -> dict[str, float]:
    peer = name in {"together", "pandas"}
    python = PEERS / "bin" / "python" if peer else sys.executable
    command = [python, Path(__file__).with_name("dataset_runs.py"), name, path]
    paths = {} if peer else {"PYTHONPATH": str(ROOT)}
    env = {**os.environ, "PYTHONHASHSEED": "random", **paths}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def figures(best: Best) -> dict[str, float]:
    def ratio(file: str, ours: str, theirs: str) -> float:
        return round(best[file, theirs]["seconds"] / best[file, ours]["seconds"], 2)

    def peak(file: str, name: str) -> float:
        return round(best[file, name]["mib"], 1)

    return {
        "csv_vs_bare": ratio("pairs.csv", "tuner", "csv_bare"),
        "jsonl_vs_bare": ratio("pairs.jsonl", "tuner", "jsonl_bare"),
        "csv_vs_together": ratio("pairs.csv", "tuner", "together"),
        "jsonl_vs_together": ratio("pairs.jsonl", "tuner", "together"),
        "csv_all_vs_bare": ratio("pairs.csv", "tuner_all", "csv_bare"),
        "jsonl_all_vs_bare": ratio("pairs.jsonl", "tuner_all", "jsonl_bare"),
        "xlsx_vs_bare": ratio("pairs.xlsx", "tuner_all", "xlsx_bare"),
        "csv_peak_mib": peak("pairs.csv", "tuner_all"),
        "jsonl_peak_mib": peak("pairs.jsonl", "tuner_all"),
        "pandas_peak_mib": peak("pairs.csv", "pandas"),
        "xlsx_peak_mib": peak("pairs.xlsx", "tuner_all"),
    }


if __name__ == "__main__":
    sys.exit(main())

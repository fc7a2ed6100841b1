"""One contender of `benchmarks.datasets`, in a process of its own: ``NAME FILE``.

Prints the seconds of a processor that it takes, and by how many MiB its memory grows over what
it has with its libraries loaded; where it starts a process, that one's too. Needs nothing but the
contender's own libraries, since the peers live in another environment.
"""

import csv
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

# ruff: noqa: PLC0415  # each contender loads its own libraries, before the clock starts
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportAttributeAccessIssue=false, reportUnknownArgumentType=false

MOST_IN, MOST_OUT = 40_000, 5_000
CONTROL, EMAIL = r"[\x00-\x08\x0e-\x1f\x7f]", r"[\w.+-]+@[\w-]+\.[\w.]+"
KEY = r"AKIA[A-Z0-9]{16}|ghp_\w{36}|sk-\w{20}"
Run = Callable[[Path], object]


def csv_bare() -> Run:
    def run(path: Path) -> None:
        with path.open(newline="", encoding="utf-8") as file:
            for _ in csv.reader(file):
                pass

    return run


def jsonl_bare() -> Run:
    def run(path: Path) -> None:
        with path.open(encoding="utf-8") as file:
            for line in file:
                json.loads(line)

    return run


def xlsx_bare() -> Run:
    from openpyxl import load_workbook

    def run(path: Path) -> None:
        book = load_workbook(path, read_only=True)
        for sheet in book.worksheets:
            for _ in sheet.iter_rows(values_only=True):
                pass

    return run


def tuner(*, thorough: bool) -> Run:
    from bot import datasets
    from bot.domain import Code, Limits

    limits = Limits(input_characters=MOST_IN, output_characters=MOST_OUT)

    def run(path: Path) -> None:
        source = datasets.Source.of_path(path)
        report = datasets.check(source, limits, thorough=thorough)
        assert report.examples > report.counts[Code.DUPLICATE] > 0, report.counts

    return run


def together() -> Run:
    from together.lib.utils.files import check_file

    def run(path: Path) -> None:
        found = check_file(path, purpose="eval")  # the only purpose for which it takes both
        assert found["is_check_passed"], found

    return run


def pandas() -> Run:
    import pandas as pd

    def run(path: Path) -> None:
        options = {"dtype": str, "keep_default_na": False}
        is_csv = path.suffix == ".csv"
        frame = pd.read_csv(path, **options) if is_csv else pd.read_json(path, lines=True)
        first, second = frame["prompt"], frame["completion"]
        for texts, most in ((first, MOST_IN), (second, MOST_OUT)):
            stripped = texts.str.strip()
            assert not (stripped == "").any()
            assert not (stripped != texts).any()
            assert not (texts.str.len() > most).any()
            for pattern in (CONTROL, EMAIL, KEY):
                assert not texts.str.contains(pattern, regex=True).any()
        assert not (first == second).any()
        assert frame.duplicated().any()
        assert frame.duplicated("prompt").any()
        both = (first + "\x1f" + second).str.normalize("NFKC").str.casefold()
        assert both.str.replace(r"[^\w\x1f]+", "", regex=True).duplicated().any()
        assert second.value_counts().iloc[0]

    return run


CONTENDERS: dict[str, Callable[[], Run]] = {
    "csv_bare": csv_bare,
    "jsonl_bare": jsonl_bare,
    "xlsx_bare": xlsx_bare,
    "tuner": lambda: tuner(thorough=False),
    "tuner_all": lambda: tuner(thorough=True),
    "together": together,
    "pandas": pandas,
}


def main() -> None:
    name, path = sys.argv[1], Path(sys.argv[2])
    run = CONTENDERS[name]()
    before = _peak_mib()
    began = _processor_seconds()
    run(path)
    seconds = _processor_seconds() - began
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "mib": max(_peak_mib() - before, child - before)}))


def _processor_seconds() -> float:
    """Return the time that all threads have run, and all processes that were started."""
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + child.ru_utime + child.ru_stime


def _peak_mib() -> float:
    """Return the most memory so far. What `getrusage` says may be of the process before."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    (kib,) = (it for it in status.read_text().splitlines() if it.startswith("VmHWM"))
    return int(kib.split()[1]) / 1024


if __name__ == "__main__":
    main()

"""Our training step against the loop of peft's own guide, on the sample and the shipped base.

``trainer_vs_plain``: our tokens a second over that loop's with the same thread count and number
format; over 0.9 is wanted. ``trainer_vs_defaults``: over that loop's with torch's defaults; over 1
is wanted. The three take turns, so that whatever else the machine does hits all alike; each
figure is the median over the turns.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playground.trainer.catalogue import DEFAULT, SHIPPED, Catalogue
from playground.trainer.machine import Setting, environment
from playground.trainer.probe import Probe

KINDS = ("ours", "plain", "defaults")
Loop = subprocess.Popen[str]


def main() -> None:
    parser = argparse.ArgumentParser("python -m benchmarks.plain_peft", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer turns")
    print(json.dumps(compare(quick=parser.parse_args().quick)))


def compare(*, quick: bool = False) -> dict[str, float]:
    """Prepare the base, probe, and measure; three minutes or so, one if *quick*."""
    with tempfile.TemporaryDirectory(prefix="tuner-bench-") as folder:
        base, setting = prepared(Path(folder))
        return race(base, setting, turns=4 if quick else 10, steps=2 if quick else 4)


def prepared(folder: Path) -> tuple[Path, Setting]:
    """Make the shipped base's folder, and let the probe choose the setting."""
    base = Catalogue(folder / "bases", SHIPPED).convert(DEFAULT)
    return base, Probe(folder / "probe.json").measure(DEFAULT, base).setting


def race(base: Path, setting: Setting, *, turns: int, steps: int) -> dict[str, float]:
    seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with ExitStack() as stack:
        loops = {kind: stack.enter_context(_loop(kind, base, setting)) for kind in KINDS}
        for turn in range(turns):
            for kind in KINDS[turn % 3 :] + KINDS[: turn % 3]:
                seconds[kind].append(_lap(loops[kind], steps) / steps)
    print(
        f"{setting}; seconds a step:", {k: round(statistics.median(seconds[k]), 3) for k in KINDS}
    )
    return {
        f"trainer_vs_{kind}": round(
            statistics.median(b / a for a, b in zip(seconds["ours"], seconds[kind], strict=True)), 2
        )
        for kind in KINDS[1:]
    }


@contextmanager
def _loop(kind: str, base: Path, setting: Setting) -> Generator[Loop]:
    command = [sys.executable, "-m", "benchmarks.peft_loops", kind, str(base), *setting.arguments()]
    env = environment(os.environ) if kind == "ours" else {**os.environ, "HF_HUB_OFFLINE": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=env, text=True
    ) as loop:
        assert loop.stdout
        assert loop.stdout.readline() == "ready\n", f"the {kind} loop did not start"
        try:
            yield loop
        finally:
            loop.kill()


def _lap(loop: Loop, steps: int) -> float:
    assert loop.stdin
    assert loop.stdout
    loop.stdin.write(f"{steps}\n")
    loop.stdin.flush()
    return float(loop.stdout.readline())


if __name__ == "__main__":
    main()

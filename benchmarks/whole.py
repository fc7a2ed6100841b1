"""The whole way, measured: acks while a training runs, first progress, memory, the trainer.

``ack_p99_ms`` is from the moment that the workspace sends a command until the app has acked it,
over a real socket, while a model trains on the same machine; wanted: under 100.
``first_progress_s`` is from *Start* to the first step on the card, the base being prepared;
wanted: under 15. ``cold_first_progress_s`` is from starting everything with nothing prepared.
``trainer_vs_plain`` is our training's tokens a second over a plain peft loop's with the same
threads and number format, ``trainer_vs_defaults`` over that loop's with torch's defaults; over
0.9 and over 1 are wanted. ``bot_rss_mib`` is the bot's memory after all that; wanted: under 180.
"""

import argparse
import json
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import plain_peft
from playground.journey import OVER, Traveller, text_of
from playground.person import Json
from playground.smoke import EMAIL, SAMPLE
from playground.together import Playground

COMMANDS = 250
STEP = re.compile(r"\b(\d+) of \d+ steps")


def main() -> int:
    parser = argparse.ArgumentParser("python -m benchmarks.whole", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer commands and steps")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tuner-bench-") as folder:
        figures = journey(Path(folder), COMMANDS // (5 if args.quick else 1))
    figures |= plain_peft.compare(quick=args.quick)
    print(json.dumps(figures))
    return 0


def journey(folder: Path, commands: int) -> dict[str, float]:
    """Train twice, cold and warm; send commands while the second one trains."""
    began = time.monotonic()
    with Playground(folder) as parts:
        prepared = time.monotonic() - began
        ben = Traveller.arrive(parts.slack_url, "Ben", "tuning")
        cold, first = first_progress(ben, "cold")
        ben.follow(first)
        warm, card = first_progress(ben, "warm", epochs=20)
        acks = ack_times(ben, commands)
        still = not is_over(ben.message(card["ts"]))
        ben.follow(card)
        figures = {
            "ack_p99_ms": round(statistics.quantiles(acks, n=100)[98], 1),
            "ack_p50_ms": round(statistics.median(acks), 1),
            "commands": len(acks),
            "first_progress_s": round(warm, 1),
            "cold_first_progress_s": round(prepared + cold, 1),
            "bot_rss_mib": round(rss_mib(parts.bot.process.pid), 1),
        }
    assert still, "the training was over before all commands were sent: send fewer"
    return figures


def first_progress(ben: Traveller, name: str, **answers: int) -> tuple[float, Json]:
    """Start a job; return the seconds until its card shows a step, and the card."""
    preflight = ben.fill_in(ben.open_form(EMAIL), SAMPLE, display_name=name, **answers)
    began = time.monotonic()
    card = ben.start(preflight)

    def stepped() -> bool:
        found = STEP.search(text_of(ben.message(card["ts"])))
        return bool(found and int(found[1]))

    ben.person.until(stepped, within=180)
    seconds = time.monotonic() - began
    print(f"{name}: first progress after {seconds:.1f} s", flush=True)
    return seconds, card


def ack_times(ben: Traveller, commands: int) -> list[float]:
    """Return how many milliseconds each command took to be acked."""
    seq = ben.person.get("journal")["entries"][-1]["seq"]
    for number in range(commands):
        ben.person.command(ben.channel, "/models" if number % 2 else "/tune", "help")
    entries = ben.person.get("journal", since=seq)["entries"]
    acks = [entry["acked_ms"] for entry in entries if entry["kind"] == "command"]
    print(f"{len(acks)} commands acked, the slowest after {max(acks):.1f} ms", flush=True)
    return acks


def is_over(card: Json) -> bool:
    return any(words in text_of(card) for words in OVER)


def rss_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1024


if __name__ == "__main__":
    sys.exit(main())

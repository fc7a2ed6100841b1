"""Play the whole way once, with a model that really learns, and say how each step went."""

import argparse
import csv
import io
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from playground.consenting import NotInstalled
from playground.journey import Stuck, Traveller, seconds_since, text_of
from playground.person import Json
from playground.teamwork import CHANNEL, EMAIL, PERSON, open_to_all, work_together
from playground.together import NotStarted, Playground

SAMPLE = Path(__file__).parent / "samples" / "increment.csv"
INPUTS = ("text_input", "prompt", "input", "question")
OUTPUTS = ("output", "completion", "answer")

MOST_ASKED = 30  # of a large file, as many of its own pairs are asked
LEARNT = 14 / 15  # the share of them that has to be right

Pair = tuple[str, str]
Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the last line says."""

    service: str
    trainer: str
    right: int
    of: int
    question: str
    answer: str
    wanted: str
    seconds: float

    @property
    def is_learnt(self) -> bool:
        return self.right >= LEARNT * self.of and self.answer == self.wanted


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=SAMPLE, help="a CSV or JSON lines file")
    parser.add_argument("--ask", default="III", help="the question, once it is tuned")
    parser.add_argument("--want", default="IV", help="the answer that is right")


def run(args: argparse.Namespace) -> int:
    """Play it in a temporary folder; 0 if the file was learnt, 1 if not, 2 if it got stuck."""
    start = time.monotonic()

    def say(text: str) -> None:
        sys.stdout.write(f"{seconds_since(start)}  {text}\n")
        sys.stdout.flush()

    try:
        with tempfile.TemporaryDirectory(prefix="tuner-smoke-") as folder:
            outcome = play(Path(folder), args, say, start)
    except (Stuck, NotStarted, NotInstalled, TimeoutError, OSError) as error:
        sys.stderr.write(f"\nThe smoke run got stuck: {error}\n")
        return 2
    say("learnt" if outcome.is_learnt else "not learnt")
    sys.stdout.write(json.dumps(vars(outcome)) + "\n")
    return 0 if outcome.is_learnt else 1


def play(folder: Path, args: argparse.Namespace, say: Say, start: float) -> Outcome:
    with Playground(folder, mode=args.mode, service=args.service) as all_parts:
        trainer = all_parts.google.said["trainer"]
        say(f"everything runs: {all_parts.slack_url}, {args.service}, trainer {trainer}")
        if trainer != "lora":
            raise Stuck("this run is about learning, and that trainer only replays")
        if args.service == "vertex":
            open_to_all(all_parts.slack_url)
            say("an admin lets all start what costs money")
        ben = Traveller.arrive(all_parts.slack_url, PERSON, CHANNEL, told=say)
        card = tune(ben, args.data, say)
        if "is ready" not in text_of(card):
            raise Stuck(f"the job ended otherwise: {text_of(card)}")
        say(
            f"its thread: {' / '.join(text_of(it) or 'a picture' for it in ben.thread(card['ts']))}"
        )
        right, of = recite(ben, args.data.stem, pairs_of(args.data), say)
        answer = ben.ask(args.data.stem, args.ask)
        say(f"{args.ask} → {answer}")
        work_together(ben, args.data, args.ask, args.service, say)
        seconds = round(time.monotonic() - start, 1)
    return Outcome(
        service=args.service,
        trainer=trainer,
        right=right,
        of=of,
        question=args.ask,
        answer=answer,
        wanted=args.want,
        seconds=seconds,
    )


def tune(ben: Traveller, data: Path, say: Say) -> Json:
    """Fill in the form with its defaults, start, and return the card of the finished job."""
    form = ben.open_form(EMAIL)
    say("the form is open")
    preflight = ben.fill_in(form, data, display_name=data.stem)
    say(" ".join(text_of(preflight).split()))
    card = ben.start(preflight)
    ben.close()
    return ben.follow(card)


def recite(ben: Traveller, name: str, pairs: Sequence[Pair], say: Say) -> tuple[int, int]:
    """Ask for the examples themselves; return how many were right, of how many."""
    asked = pairs[:: -(-len(pairs) // MOST_ASKED)]
    right = 0
    for question, wanted in asked:
        answer = ben.ask(name, question)
        right += answer == wanted
        if answer != wanted:
            say(f"{question} → {answer}, not {wanted}")
    say(f"{right} of {len(asked)} examples right")
    return right, len(asked)


def pairs_of(file: Path) -> list[Pair]:
    text = file.read_text("utf-8-sig")
    if file.suffix in {".jsonl", ".ndjson"}:
        rows: list[Json] = [json.loads(line) for line in text.splitlines() if line.strip()]
    else:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    return [(_first(row, INPUTS), _first(row, OUTPUTS)) for row in rows]


def _first(row: Json, names: Sequence[str]) -> str:
    return next(row[name] for name in names if name in row)

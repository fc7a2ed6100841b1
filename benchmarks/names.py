"""Names of models while somebody types, with 5,000 models in the workspace.

``names_p99_ms`` is from the moment that the workspace asks until the app has answered with the
options that fit, over a real socket; wanted: under 100. The models are rows that are put into the
app's database; nothing but their number differs from models that were tuned.
"""

import argparse
import itertools
import json
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain import Audience, JobState, Order, TuningJob
from bot.store.rows import of_job
from playground.journey import Traveller
from playground.person import Json, element_of
from playground.together import Playground

MODELS, QUESTIONS = 5_000, 300
TYPED = ("", "b", "bil", "billing 49", "refunds", "TONE", "nothing like it", "4998")
SUBJECTS = ("billing", "refunds", "tone of voice", "spam", "routing", "summaries", "Größen")
ACTION = "models.name"


def main() -> int:
    parser = argparse.ArgumentParser("python -m benchmarks.names", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer questions")
    questions = QUESTIONS // (5 if parser.parse_args().quick else 1)
    with tempfile.TemporaryDirectory(prefix="tuner-bench-") as folder:
        times = asked(Path(folder), questions)
    figures = {
        "names_p99_ms": round(statistics.quantiles(times, n=100)[98], 1),
        "names_p50_ms": round(statistics.median(times), 1),
        "models": MODELS,
    }
    print(json.dumps(figures))
    return 0


def asked(folder: Path, questions: int) -> Sequence[float]:
    """Return how many milliseconds each question for names took to be answered."""
    with Playground(folder, trainer=("--trainer", "replay")) as parts:
        ben = Traveller.arrive(parts.slack_url, "Ben", "tuning")
        parts.bot.stop()
        fill(folder / "bot" / "tuner.db", ben.person.get("workspace"), ben.channel)
        parts.bot.start()
        ben.person.command(ben.channel, "/models")
        listed = ben.hear("Tuned models")
        seq = ben.person.get("journal")["entries"][-1]["seq"]
        for text in itertools.islice(itertools.cycle(TYPED), questions):
            ask(ben, listed, text)
        entries = ben.person.get("journal", since=seq)["entries"]
    return [entry["acked_ms"] for entry in entries if entry["name"] == "block_suggestion"]


def ask(ben: Traveller, listed: Json, text: str) -> None:
    container = {"type": "message", "channel": ben.channel, "ts": listed["ts"]}
    _, block = element_of(listed, ACTION)
    typed = {"block_id": block, "action_id": ACTION, "value": text}
    answer = ben.person.post("options", container=container, **typed)
    assert bool(answer["options"]) == (text != "nothing like it"), answer


def fill(database: Path, seen: Json, channel: str) -> None:
    with closing(sqlite3.connect(database)) as db, db:
        team = {"workspace": seen["team"]["id"]}
        rows = [team | of_job(job) for job in jobs(seen["me"], channel)]
        marks = ", ".join(f":{name}" for name in rows[0])
        columns = ", ".join(rows[0])
        db.executemany(f"insert into jobs ({columns}) values ({marks})", rows)  # noqa: S608


def jobs(user: str, channel: str) -> Iterator[TuningJob]:
    """Make jobs that are done; a third are this person's, and of the others they see a half."""
    began = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(MODELS):
        at = began + timedelta(minutes=number)
        mine = number % 3 == 0
        order = Order(
            display_name=f"{SUBJECTS[number % len(SUBJECTS)]} {number}",
            base_model="models/base",
            channel=channel,
            audience=Audience.ME if mine or number % 2 else Audience.CHANNEL,
        )
        told: dict[str, Any] = {"started": at, "finished": at, "total_steps": 1}
        yield TuningJob(
            id=f"tuner-{number}",
            owner=user if mine else "U0OTHER",
            order=order,
            dataset="",
            examples=20,
            wanted=at,
            state=JobState.READY,
            completed_steps=1,
            **told,
        )


if __name__ == "__main__":
    sys.exit(main())

"""Runs on disk: what was ordered, how far it is, what came of it. A folder each.

run.json         the order
state.json       where it is now; written by the service only
snapshots.jsonl  a line a step; written by the process that trains, and only ever longer
checkpoint.pt    to go on from; replaced every few seconds
start/           the adapter that is trained further, a copy
adapter/         what was learnt; appears whole
kept/STEP/       what was learnt until then, where the order says so; appears whole
"""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from playground.trainer import Progress, Prompt, Run, RunState, Snapshot, TrainerError, Unknown
from playground.trainer.batches import total_steps
from playground.trainer.disk import filling, read_json, remove, write_json

OPEN = frozenset({RunState.WAITING, RunState.TRAINING})


@dataclass(frozen=True, slots=True)
class State:
    """*number* is the run's place in the order in which they came, and never used again."""

    number: int
    state: RunState = RunState.WAITING
    reason: str = ""
    started: datetime | None = None
    finished: datetime | None = None

    @staticmethod
    def from_json(told: dict[str, Any]) -> "State":
        times = {k: datetime.fromisoformat(told[k]) if told[k] else None for k in TIMES}
        return State(told["number"], RunState(told["state"]), told["reason"], **times)

    def to_json(self) -> dict[str, Any]:
        times = {k: t.isoformat() if (t := getattr(self, k)) else None for k in TIMES}
        return {"number": self.number, "state": self.state, "reason": self.reason, **times}


TIMES = ("started", "finished")


@dataclass(frozen=True, slots=True)
class RunFolder:
    path: Path

    @property
    def adapter(self) -> Path:
        return self.path / "adapter"

    def learnt(self, step: int = 0) -> Path:
        """Say where the adapter is as it was after *step*, or with 0 after all of them."""
        return self.path / "kept" / str(step) if step else self.adapter

    @property
    def start(self) -> Path:
        return self.path / "start"

    @property
    def checkpoint(self) -> Path:
        return self.path / "checkpoint.pt"

    def run(self) -> Run:
        return read_run(read_json(self.path / "run.json"))

    def state(self) -> State:
        return State.from_json(read_json(self.path / "state.json"))

    def change(self, **changes: Any) -> State:
        state = replace(self.state(), **changes)
        write_json(self.path / "state.json", state.to_json())
        return state

    def snapshots(self) -> list[Snapshot]:
        """Read what is told; a last line that is still being written is not one yet."""
        try:
            text = (self.path / "snapshots.jsonl").read_text()
        except FileNotFoundError:
            return []
        return [read_snapshot(json.loads(line)) for line in text.split("\n")[:-1]]

    def add(self, snapshot: Snapshot) -> None:
        line = {**asdict(snapshot), "at": snapshot.at.isoformat()}
        with (self.path / "snapshots.jsonl").open("a") as file:
            file.write(json.dumps(line) + "\n")

    def mend(self) -> int:
        """Drop a half-written line; say how many steps are told."""
        kept = self.snapshots()
        file = self.path / "snapshots.jsonl"
        if file.exists():
            whole = "".join(file.read_text().splitlines(keepends=True)[: len(kept)])
            file.write_text(whole)
        return len(kept)

    def progress(self) -> Progress:
        state = self.state()
        return Progress(
            state=state.state,
            total_steps=total_steps(self.run()),
            snapshots=tuple(self.snapshots()),
            reason=state.reason,
            started=state.started,
            finished=state.finished,
        )


class Runs:
    """All runs of one data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(".*"):
            shutil.rmtree(left, ignore_errors=True)

    def __iter__(self) -> Iterator[RunFolder]:
        return (RunFolder(path) for path in self._folder.iterdir() if path.name[0] != ".")

    def __getitem__(self, id: str) -> RunFolder:
        """Find a run; raises `Unknown`."""
        if (found := self.get(id)) is None:
            raise Unknown(f"There is no tuned model {id}.")
        return found

    def get(self, id: str) -> RunFolder | None:
        path = self._folder / id
        return RunFolder(path) if NAME.fullmatch(id) and path.exists() else None

    def add(self, run: Run) -> None:
        """Write the order down; with the adapter of *start_from*, which may go later."""
        if not NAME.fullmatch(run.id):
            raise TrainerError(f"“{run.id}” can't be an id: use letters, digits, - and _.")
        source = self[run.start_from].learnt(run.start_step) if run.start_from else None
        if source and not source.exists():
            raise TrainerError(f"{run.start_from} is not tuned yet. Wait until it is.")
        number = 1 + max((folder.state().number for folder in self), default=0)
        with filling(self._folder / run.id) as folder:
            write_json(folder / "run.json", asdict(run))
            write_json(folder / "state.json", State(number).to_json())
            if source:
                shutil.copytree(source, folder / "start")

    def remove(self, id: str) -> None:
        if folder := self.get(id):
            remove(folder.path)

    def next(self) -> RunFolder | None:
        """Choose the open run that came first: one that was interrupted, or has waited longest."""
        waiting = [(s.number, f) for f in self if (s := f.state()).state in OPEN]
        return min(waiting, key=lambda pair: pair[0])[1] if waiting else None


NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,99}", re.ASCII)


def read_run(told: dict[str, Any]) -> Run:
    examples = tuple((_prompt(text_input), output) for text_input, output in told["examples"])
    order: dict[str, Any] = {**told, "examples": examples, "keep": tuple(told.get("keep", ()))}
    return Run(**order)


def _prompt(told: str | list[list[str]]) -> Prompt:
    return told if isinstance(told, str) else tuple((role, text) for role, text in told)


def read_snapshot(told: dict[str, Any]) -> Snapshot:
    line: dict[str, Any] = {**told, "at": datetime.fromisoformat(told["at"])}
    return Snapshot(**line)

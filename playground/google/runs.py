"""How a tuned model's run stands: asked of the trainer while it lasts, kept once it has ended."""

import json
import math
from datetime import datetime
from functools import lru_cache
from typing import Literal

from playground.google.store import Row, Store
from playground.trainer import Progress, RunState, Snapshot, Trainer, Unknown

Table = Literal["models", "vertex_jobs"]
FINAL = frozenset({RunState.DONE, RunState.FAILED, RunState.CANCELLED})
_LOST = "The service stopped before this training was written down. Create the model again."


class Runs:
    """*table* is where each row has its run; Vertex AI's jobs have a table of their own."""

    def __init__(self, store: Store, trainer: Trainer, table: Table = "models") -> None:
        self._store, self._trainer, self._table = store, trainer, table
        for row in store.rows(f"select * from {table} where outcome is null"):  # noqa: S608
            try:
                trainer.progress(row["run"])
            except Unknown:
                self._settle(row, Progress(state=RunState.FAILED, total_steps=0, reason=_LOST))

    def progress(self, row: Row) -> Progress:
        """Return how a row's run stands."""
        if row["outcome"]:
            return load(row["outcome"])
        try:
            found = self._trainer.progress(row["run"])
        except Unknown:  # it is being created at this moment
            return Progress(state=RunState.WAITING, total_steps=_steps(row))
        if found.state in FINAL:
            self._settle(row, found)
        return found

    def _settle(self, row: Row, found: Progress) -> None:
        at = found.finished.timestamp() if found.finished else row["updated"]
        sql = f"""
            update {self._table} set outcome = :outcome, updated = max(updated, :at)
            where id = :id and run = :run and outcome is null returning updated
        """  # noqa: S608 - our own names
        ended = self._store.row(sql, outcome=dump(found), at=at, id=row["id"], run=row["run"])
        row["updated"] = ended["updated"] if ended else row["updated"]


def _steps(row: Row) -> int:
    return math.ceil(row["examples"] * row["epochs"] / row["batch_size"])


def dump(found: Progress) -> str:
    steps = [
        [each.step, each.epoch, each.mean_loss, each.at.isoformat()] for each in found.snapshots
    ]
    times = [time and time.isoformat() for time in (found.started, found.finished)]
    return json.dumps([found.state, found.total_steps, found.reason, times, steps])


@lru_cache(maxsize=4096)  # a list has hundreds that ended long ago
def load(text: str) -> Progress:
    state, total, reason, (started, finished), steps = json.loads(text)
    return Progress(
        state=RunState(state),
        total_steps=total,
        reason=reason,
        started=started and datetime.fromisoformat(started),
        finished=finished and datetime.fromisoformat(finished),
        snapshots=tuple(
            Snapshot(step=step, epoch=epoch, mean_loss=loss, at=datetime.fromisoformat(at))
            for step, epoch, loss, at in steps
        ),
    )

"""How a tuned model's run stands: asked of the trainer while it lasts, kept once it has ended."""

import json
import math
from datetime import datetime

from playground.google.store import Row, Store
from playground.trainer import Progress, RunState, Snapshot, Trainer, Unknown

FINAL = frozenset({RunState.DONE, RunState.FAILED, RunState.CANCELLED})
_LOST = "The service stopped before this training was written down. Create the model again."


class Runs:
    def __init__(self, store: Store, trainer: Trainer) -> None:
        self._store, self._trainer = store, trainer
        for row in store.rows("select * from models where outcome is null"):
            try:
                trainer.progress(row["run"])
            except Unknown:
                self._settle(row, Progress(state=RunState.FAILED, total_steps=0, reason=_LOST))

    def progress(self, row: Row) -> Progress:
        """Return how the model's run stands, for a row of models."""
        if row["outcome"]:
            return _load(row["outcome"])
        try:
            found = self._trainer.progress(row["run"])
        except Unknown:  # it is being created at this moment
            return Progress(state=RunState.WAITING, total_steps=_steps(row))
        if found.state in FINAL:
            self._settle(row, found)
        return found

    def _settle(self, row: Row, found: Progress) -> None:
        at = found.finished.timestamp() if found.finished else row["updated"]
        sql = """
            update models set outcome = :outcome, updated = max(updated, :at)
            where id = :id and run = :run and outcome is null returning updated
        """
        ended = self._store.row(sql, outcome=_dump(found), at=at, id=row["id"], run=row["run"])
        row["updated"] = ended["updated"] if ended else row["updated"]


def _steps(row: Row) -> int:
    return math.ceil(row["examples"] * row["epochs"] / row["batch_size"])


def _dump(found: Progress) -> str:
    steps = [
        [each.step, each.epoch, each.mean_loss, each.at.isoformat()] for each in found.snapshots
    ]
    times = [time and time.isoformat() for time in (found.started, found.finished)]
    return json.dumps([found.state, found.total_steps, found.reason, times, steps])


def _load(text: str) -> Progress:
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

"""Sees that runs get trained: one at a time, in order, whatever dies on the way."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playground.trainer import RunState, TrainerError, child
from playground.trainer.machine import Setting
from playground.trainer.runs import OPEN, RunFolder, Runs

# How often a run whose process died goes on from its checkpoint, before it counts as failed.
LIVES = 3


class Foreman:
    """One thread that starts a process for each run and waits for it.

    *ready* prepares a base, says where it is and how to compute here; it may take its time.
    """

    def __init__(
        self,
        runs: Runs,
        ready: Callable[[str], tuple[Path, Setting]],
        log: Path,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._runs = runs
        self._ready = ready
        self._log = log
        self._clock = clock
        self._changed = threading.Condition(threading.RLock())
        self._closed = False
        self._spare: child.Process | None = None
        self._at_work: tuple[RunFolder, child.Process] | None = None
        self._thread = threading.Thread(target=self._work, name="trainer", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def stand_by(self) -> None:
        """Have a process ready that has its imports behind it, some seconds of the next start."""
        with self._changed:
            if not self._closed and not self._at_work and not self._spare:
                self._spare = child.spawn("playground.trainer.worker", log=self._log)

    def cancel(self, folder: RunFolder) -> None:
        with self._changed:
            if folder.state().state in OPEN:
                folder.change(state=RunState.CANCELLED, finished=self._clock())
                self._kill(folder)

    def remove(self, id: str) -> None:
        with self._changed:
            if folder := self._runs.get(id):
                self.cancel(folder)
                self._runs.remove(id)

    def working(self) -> int | None:
        """Give the id of the process that trains now."""
        with self._changed:
            return self._at_work[1].pid if self._at_work else None

    def close(self) -> None:
        """Stop; a run that trains keeps a checkpoint and goes on when the next foreman comes."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            at_work, spare = self._at_work, self._spare
        if spare:
            child.end(spare)
        if at_work:
            child.end(at_work[1], grace=3)
        self._thread.join(timeout=10)

    def _kill(self, folder: RunFolder) -> None:
        if self._at_work and self._at_work[0] == folder:
            child.end(self._at_work[1])

    def _work(self) -> None:
        while folder := self._wait():
            try:
                self._train(folder)
            except TrainerError as error:
                self._finish(folder, RunState.FAILED, str(error))
            except Exception as error:  # noqa: BLE001 - the next run's turn must come
                self._finish(folder, RunState.FAILED, f"It could not be trained: {error}")

    def _wait(self) -> RunFolder | None:
        with self._changed:
            while not self._closed:
                if folder := self._runs.next():
                    return folder
                self._changed.wait()
        return None

    def _train(self, folder: RunFolder) -> None:
        with self._changed:
            state = folder.state()
            folder.change(state=RunState.TRAINING, started=state.started or self._clock())
        ready = self._ready(folder.run().base)
        lives, seen = LIVES, -1
        while self._is_open(folder):
            told, process = self._attempt(folder, *ready)
            steps = len(folder.snapshots()) if folder.path.exists() else 0
            lives, seen = (lives - 1 if steps > seen else 0), steps
            if process and process.returncode == 0 and folder.adapter.exists():
                self._finish(folder, RunState.DONE)
            elif process and ("failed" in told or not lives):
                self._finish(folder, RunState.FAILED, told.get("failed") or child.words(process))

    def _attempt(
        self, folder: RunFolder, base: Path, setting: Setting
    ) -> tuple[dict[str, Any], child.Process | None]:
        """Train in a process until it ends: what it said last, and itself."""
        with self._changed:
            if not self._is_open(folder):
                return {}, None
            process = self._hire()
            order = {"run": str(folder.path), "base": str(base), "setting": setting.to_json()}
            with suppress(OSError):  # it died already, as we'll hear
                child.tell(process, order)
            self._at_work = (folder, process)
        try:
            told = child.last_message(process)
            process.wait()
        finally:
            with self._changed:
                self._at_work = None
                child.end(process)
        return told, process

    def _hire(self) -> child.Process:
        """Take the process that stands by, or start one."""
        if (spare := self._spare) and spare.poll() is None:
            self._spare = None
            return spare
        return child.spawn("playground.trainer.worker", log=self._log)

    def _is_open(self, folder: RunFolder) -> bool:
        with self._changed:
            return not self._closed and folder.path.exists() and folder.state().state in OPEN

    def _finish(self, folder: RunFolder, state: RunState, reason: str = "") -> None:
        """Unless a person was quicker, or we are closing."""
        with self._changed:
            if self._is_open(folder):
                folder.change(state=state, reason=reason, finished=self._clock())
                folder.checkpoint.unlink(missing_ok=True)

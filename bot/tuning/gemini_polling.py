"""What a list of tuned models says of trainings, read as plain JSON.

A poll is most of what Tuner does. The generated client takes some 30 times as long for it: it
makes a message of each of thousands of snapshots, of which few are new.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.domain import TUNED, JobState, Snapshot, Status
from bot.tuning.gemini_wire import short

PAGE = 1000
FIELDS = "name,state,tuningTask(startTime,completeTime,snapshots)"


def request(ids: Collection[str]) -> tuple[str, Mapping[str, str]]:
    """Return the path to ask, and with which parameters: one model, or a list of one's own."""
    if len(ids) == 1:
        return f"{TUNED}{next(iter(ids))}", {"fields": FIELDS}
    whole = f"tunedModels({FIELDS})"
    return "tunedModels", {"filter": "owner:me", "pageSize": str(PAGE), "fields": whole}


def statuses(said: Mapping[str, Any], ids: Collection[str]) -> Mapping[str, Status]:
    """Read those of *ids* that train or are ready: it is not said why others ended.

    Raises ValueError, TypeError or AttributeError where it is no such answer.
    """
    listed = said.get("tunedModels", ()) if len(ids) != 1 else [said]
    wanted = {f"{TUNED}{id}": id for id in ids}  # noqa: A001 - its name everywhere
    found = {wanted[name]: it for it in listed if (name := it.get("name")) in wanted}
    return {
        id: _status(it)
        for id, it in found.items()  # noqa: A001
        if it.get("state") in {"CREATING", "ACTIVE"}
    }


def _status(model: Mapping[str, Any]) -> Status:
    task = model.get("tuningTask", {})
    snapshots = tuple(_snapshot(it) for it in task.get("snapshots", ()))
    done = snapshots[-1].step if snapshots else 0
    is_ready = model["state"] == "ACTIVE"
    begun = JobState.TUNING if snapshots or "startTime" in task else JobState.QUEUED
    return Status(
        state=JobState.READY if is_ready else begun,
        completed_steps=done,
        total_steps=done if is_ready else 0,
        snapshots=snapshots,
        started=time(task.get("startTime")),
        finished=time(task.get("completeTime")) if is_ready else None,
    )


def _snapshot(it: Mapping[str, Any]) -> Snapshot:
    at = time(it.get("computeTime")) or datetime.fromtimestamp(0, UTC)
    return Snapshot(
        step=it.get("step", 0),
        epoch=it.get("epoch", 0),
        mean_loss=short(float(it.get("meanLoss", 0.0))),
        at=at,
    )


def time(text: str | None) -> datetime | None:
    """Read a time; Python knows six digits of a second, Google tells up to nine."""
    if not text:
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo is UTC else at.astimezone(UTC)

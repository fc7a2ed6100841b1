"""What follows from the clock and the trainer: a job ends, and its model and endpoints are made."""

import json
import secrets

from playground.google.runs import FINAL
from playground.google.service import Call, Service
from playground.google.store import Row
from playground.google.vertex import bases
from playground.google.vertex.stages import Moment, Stage, stage


def new_id() -> str:
    return str(10**18 + secrets.randbelow(8 * 10**18))


def look(call: Call, row: Row) -> tuple[Row, Stage]:
    """Return how a job stands, after what follows from it has been written down."""
    service = call.service
    cloud, progress = service.settings.cloud, service.jobs.progress(row)
    place = _place(service, row) if row["ended"] is None else 0
    at = Moment(now=service.clock(), place=place, jobs=cloud.jobs, lag=cloud.lag)
    found = stage(row, progress, at)
    if found.is_over and row["ended"] is None and progress.state in FINAL:
        _end(service, row, found)
        row = service.store.row("select * from vertex_jobs where id = :id", id=row["id"]) or row
    return row, found


def settle(call: Call) -> None:
    """Look at every job that may have ended, before anybody asks what came of it."""
    for row in call.service.store.rows("select * from vertex_jobs where ended is null"):
        look(call, row)


def open_jobs(service: Service) -> int:
    [row] = service.store.rows("select count(*) as n from vertex_jobs where ended is null")
    return row["n"]


def _place(service: Service, row: Row) -> int:
    sql = """
        select count(*) as n from vertex_jobs
        where ended is null and (created, id) < (:created, :id)
    """
    [before] = service.store.rows(sql, created=row["created"], id=row["id"])
    return before["n"]


def _end(service: Service, row: Row, found: Stage) -> None:
    """Write down that a job has ended; a second look at the same time changes nothing."""
    store = service.store
    with store.writing():
        sql = """
            update vertex_jobs set ended = :at, updated = max(updated, :at)
            where id = :id and ended is null returning id
        """
        first = bool(store.rows(sql, at=found.ended, id=row["id"]))
        if first and found.state == "SUCCEEDED":
            _publish(service, row, found.ended or row["updated"])
    if first and found.state != "SUCCEEDED":
        service.trainer.delete(row["run"])  # nobody will ask what it has learnt


def _publish(service: Service, row: Row, now: float) -> None:
    """Make the model of a job that succeeded, and an endpoint for each of its checkpoints."""
    store, checkpoints = service.store, json.loads(row["checkpoints"])
    parent = json.loads(row["source"])["parent"]
    sql = "select max(version) as last from vertex_models where id = :id"
    [last] = store.rows(sql, id=parent)
    model: Row = {
        "id": parent if last["last"] else new_id(),
        "version": (last["last"] or 0) + 1,
        "place": row["place"],
        "job": row["id"],
        "display_name": row["display_name"] or f"tuned-{row['base_name']}-{row['id']}",
        "description": row["description"],
        "labels": json.dumps(_labels(row)),
        "checkpoint": checkpoints[-1]["id"],
        "created": now,
        "updated": now,
    }
    store.insert("vertex_models", model)
    for checkpoint in checkpoints:
        store.insert("vertex_endpoints", _endpoint(row, checkpoint, now))
    sql = "update vertex_jobs set model = :model where id = :id returning id"
    store.rows(sql, model=f"{model['id']}@{model['version']}", id=row["id"])


def _endpoint(row: Row, checkpoint: Row, now: float) -> Row:
    return {
        "id": new_id(),
        "place": bases.GEMINI[row["base_name"]].served[row["place"]],
        "job": row["id"],
        "checkpoint": checkpoint["id"],
        "step": checkpoint["step"],
        "deployed": new_id(),
        "undeployed": None,
        "created": now,
    }


def _labels(row: Row) -> dict[str, str]:
    """Return the job's own labels, and those that Vertex AI gives whatever it has tuned."""
    own: dict[str, str] = json.loads(row["labels"])
    return own | {
        "tune-type": "sft",
        "google-vertex-llm-tuning-base-model-id": row["base_name"],
        "google-vertex-llm-tuning-job-id": row["id"],
    }

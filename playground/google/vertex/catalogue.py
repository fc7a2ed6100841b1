"""Tuned models as rows: each of a model's versions came of a job of its own."""

import json

from playground.google.service import Call
from playground.google.store import Row
from playground.google.vertex.errors import missing
from playground.google.vertex.settling import settle

DEFAULT = "default"


def find(call: Call, told: str) -> Row:
    """Return the model `ID` or `ID@VERSION`; without a version, or by `default`, the newest."""
    settle(call)
    number, _, version = told.partition("@")
    newest = version in {"", DEFAULT}
    which = "" if newest else "and version = :version"
    sql = f"select * from vertex_models where id = :id {which} order by version desc limit 1"  # noqa: S608
    key = {} if newest else {"version": int(version) if version.isdigit() else 0}
    row = call.service.store.row(sql, id=number, **key)
    if row is None:
        raise missing("Model", told)
    return row


def here(call: Call, told: str) -> Row:
    """Return a model of the place that the path names."""
    row = find(call, told)
    if row["place"] != call.path["location"]:
        raise missing("Model", told)
    return row


def name_of(call: Call, row: Row) -> str:
    cloud = call.service.settings.cloud
    return cloud.name(row["place"], "models", f"{row['id']}@{row['version']}")


def job_of(call: Call, row: Row) -> Row:
    [job] = call.service.store.rows("select * from vertex_jobs where id = :id", id=row["job"])
    return job


def steps(job: Row) -> dict[str, int]:
    """Return by checkpoint after which step the trainer kept it; 0 is the last, as it has it."""
    *before, last = json.loads(job["checkpoints"])
    return {each["id"]: each["step"] for each in before} | {last["id"]: 0}


def endpoints_of(call: Call, job: str) -> list[Row]:
    """Return a job's endpoints that are still there, in the order of their checkpoints."""
    sql = "select * from vertex_endpoints where job = :job order by step, id"
    return call.service.store.rows(sql, job=job)


def is_deployed(call: Call, row: Row) -> bool:
    return row["undeployed"] is None or call.service.clock() < row["undeployed"]

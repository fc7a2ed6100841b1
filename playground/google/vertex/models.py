"""ModelService: tuned models in the registry, and the publisher's base models."""

import json

from playground.google.errors import unready
from playground.google.service import Call
from playground.google.store import Row
from playground.google.vertex import bases, catalogue, operations, settling, shapes
from playground.google.vertex.creating import MOST_DESCRIPTION, MOST_NAME, labels_of
from playground.google.vertex.errors import Problem, missing, wrong
from playground.google.vertex.filters import Values
from playground.google.vertex.paging import Kind, labelled, page
from playground.google.vertex.reading import Fields, Json, camel, snake

CHANGEABLE = ("displayName", "description", "labels", "defaultCheckpointId")


def get(call: Call) -> Json:
    return shapes.model(call, catalogue.here(call, call.path["id"]))


def list_all(call: Call) -> Json:
    """List the newest version of each model."""
    settling.settle(call)
    return page(call, _KIND)


def update(call: Call) -> Json:
    """Change what the mask names; without one, what the body has of what can be changed."""
    row = catalogue.here(call, call.path["id"])
    problems = list[Problem]()
    body = {name: it for name, it in camel(call.body).items() if name in CHANGEABLE}
    fields = Fields(body, "model", problems)
    changes = _changes(call, row, fields)
    asked = [snake(each) for each in call.argument("updateMask", "update_mask").split(",") if each]
    unknown = [each for each in asked if each not in map(snake, CHANGEABLE)]
    for each in unknown:
        fields.wrong(each, "cannot be changed.")
    if problems:
        raise wrong(problems)
    kept = {name: it for name, it in changes.items() if not asked or name in map(_column, asked)}
    sql = ", ".join([*(f"{name} = :{name}" for name in kept), "updated = :now"])
    sql = f"update vertex_models set {sql} where id = :id and version = :version returning *"  # noqa: S608
    key = {"id": row["id"], "version": row["version"], "now": call.service.clock()}
    [row] = call.service.store.rows(sql, **kept, **key)
    return shapes.model(call, row)


def delete(call: Call) -> Json:
    """Delete all versions of a model, if nothing is deployed of any."""
    row = catalogue.here(call, call.path["id"])
    store = call.service.store
    versions = store.rows("select * from vertex_models where id = :id", id=row["id"])
    ends = [each for it in versions for each in catalogue.endpoints_of(call, it["job"])]
    busy = [each for each in ends if catalogue.is_deployed(call, each)]
    name = call.service.settings.cloud.name(row["place"], "models", row["id"])
    if busy:
        where = ", ".join(shapes.endpoint(call, each)["name"] for each in busy)
        raise unready(
            f"The Model {name} is deployed or being deployed at the following Endpoint(s): {where}."
        )
    store.rows("delete from vertex_models where id = :id returning id", id=row["id"])
    for each in versions:
        call.service.trainer.delete(catalogue.job_of(call, each)["run"])
    return operations.made(call, name, "DeleteOperation")


def list_bases(_: Call) -> Json:
    return {"publisherModels": [shapes.publisher_model(name) for name in bases.GEMINI]}


def get_base(call: Call) -> Json:
    name = call.path["id"].partition("@")[0]
    if name not in bases.GEMINI:
        raise missing("Publisher Model", f"{bases.PUBLISHER}{name}")
    return shapes.publisher_model(name)


def _changes(call: Call, row: Row, fields: Fields) -> Row:
    changes: Row = {}
    if fields.has("displayName"):
        changes["display_name"] = fields.text("displayName", MOST_NAME)
    if fields.has("description"):
        changes["description"] = fields.text("description", MOST_DESCRIPTION)
    if fields.has("labels"):
        changes["labels"] = json.dumps(labels_of(fields))
    if fields.has("defaultCheckpointId"):
        changes["checkpoint"] = chosen = fields.text("defaultCheckpointId", 100)
        known = [it["id"] for it in json.loads(catalogue.job_of(call, row)["checkpoints"])]
        if chosen not in known:
            fields.wrong("defaultCheckpointId", f"must be one of {', '.join(known)}.")
    return changes


def _column(path: str) -> str:
    return "checkpoint" if path == "default_checkpoint_id" else path


def _values(row: Row, shown: Json) -> Values:
    return labelled(
        shown["labels"],
        display_name=row["display_name"],
        description=row["description"],
        model=row["id"],
    )


_KIND = Kind(
    key="models",
    table="vertex_models",
    only="""not exists (
        select 1 from vertex_models as newer where newer.id = it.id and newer.version > it.version
    )""",
    fields=frozenset({"display_name", "model", "description"}),
    show=shapes.model,
    values=_values,
)

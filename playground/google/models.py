"""ModelService: base models, and tuned models from create to delete."""

import json
from functools import lru_cache
from typing import Any

import google.ai.generativelanguage as glm
from google.longrunning.operations_pb2 import Operation

from playground.google import creating, listing, shapes
from playground.google.errors import invalid, not_found, taken
from playground.google.roles import Role
from playground.google.service import Call
from playground.google.store import Row
from playground.google.wire import Json, mask, read, write
from playground.trainer import Progress, TrainerError

CHANGEABLE = {
    "display_name": "display_name",
    "description": "description",
    "temperature": "temperature",
    "top_p": "top_p",
    "top_k": "top_k",
    "reader_project_numbers": "readers",
}
# A client that sends back all that it got may name these; what it says of them is passed over.
OUTPUT_ONLY = ("state", "create_time", "update_time")


def load(call: Call, role: Role) -> Row:
    """Return the model that the path names, if the caller has *role* on it."""
    name = call.path["id"]
    row = call.service.store.row("select * from models where id = :name", name=name)
    if row is None:
        raise not_found(f"tunedModels/{name}")
    call.service.roles.require(name, call.me, role)
    return row


def list_bases(call: Call) -> Json:
    size, token = call.number("pageSize", "page_size"), call.argument("pageToken", "page_token")
    return call.service.bases.page(size, token, numbers=call.numbers)


def get_base(call: Call) -> glm.Model:
    return call.service.bases.describe(call.path["id"])


def create(call: Call) -> Json:
    row, run = creating.order(call)
    store = call.service.store
    with store.writing():
        if not store.insert("models", row):
            raise taken(f"tunedModels/{row['id']}")
        store.insert("permissions", _owner(row, call.me))
    try:
        call.service.trainer.start(run)
    except BaseException as error:
        _forget(call, row)
        if isinstance(error, TrainerError):
            raise invalid(str(error), "tuned_model.tuning_task.training_data") from error
        raise
    return write(_operation(call, row))


def get(call: Call) -> glm.TunedModel:
    return _shown(call, load(call, Role.READER))


def training(call: Call) -> Json:
    """Say with which seed a model was trained, and where on this machine its adapter lies."""
    run, folder = call.service.trainer.kept(load(call, Role.READER)["run"])
    return {"seed": run.seed, **({"adapterFolder": str(folder)} if folder else {})}


def list_tuned(call: Call) -> Json:
    size = listing.size(call.number("pageSize", "page_size"))
    wanted, token = call.query.get("filter", ""), call.argument("pageToken", "page_token")
    same = f"{call.me} {wanted}"
    after = listing.place(token, same)
    rows = listing.find(call.service.store, call.me, wanted, after, size + 1)
    shown = [_listed(call, row) for row in rows[:size]]
    answer: Json = {"tunedModels": shown} if shown else {}
    if len(rows) > size:
        answer["nextPageToken"] = listing.token(rows[size - 1], same)
    return answer


def update(call: Call) -> glm.TunedModel:
    """Change what the mask names; without one, what the body has of what can be changed."""
    row = load(call, Role.WRITER)
    wanted = read(glm.TunedModel, call.body)
    creating.check_words(wanted)
    paths = _paths(call, wanted, _shown(call, row))
    changes: Row = {CHANGEABLE[path]: _value(wanted, path) for path in paths}
    if changes:
        assignments = ", ".join(f"{column} = :{column}" for column in changes)
        now = call.service.clock()
        sql = f"update models set {assignments}, updated = :now where id = :id returning *"  # noqa: S608
        changed = call.service.store.rows(sql, **changes, now=now, id=row["id"])
        row = changed[0] if changed else row
    return _shown(call, row)


def delete(call: Call) -> Json:
    _forget(call, load(call, Role.OWNER))
    return {}


def _paths(call: Call, wanted: glm.TunedModel, now: glm.TunedModel) -> list[str]:
    asked = mask(call.argument("updateMask", "update_mask"))
    if not asked:
        return [path for path in CHANGEABLE if path in wanted]
    paths = list[str]()
    for path in asked:
        top = path.partition(".")[0]
        if path == "*":
            paths += CHANGEABLE
        elif path in CHANGEABLE:
            paths.append(path)
        elif top not in type(now).pb(now).DESCRIPTOR.fields_by_name:
            raise invalid(f"update_mask names {path!r}, which a tuned model does not have.", path)
        elif top not in OUTPUT_ONLY:
            can = ", ".join(CHANGEABLE)
            raise invalid(f"{path} cannot be changed. These can: {can}.", f"tuned_model.{path}")
    return paths


def _value(wanted: glm.TunedModel, path: str) -> object:
    if path == "reader_project_numbers":
        return json.dumps(list(wanted.reader_project_numbers))
    if path in {"temperature", "top_p", "top_k"} and path not in wanted:
        return None  # back to the base model's
    return getattr(wanted, path)


def _owner(row: Row, email: str) -> Row:
    return {
        "model": row["id"],
        "id": creating.short_id(),
        "grantee": "USER",
        "email": email,
        "role": "OWNER",
        "created": row["created"],
    }


def _forget(call: Call, row: Row) -> None:
    """Remove the run first: of what is gone only here, nobody would ever hear again."""
    store = call.service.store
    call.service.trainer.delete(row["run"])
    with store.writing():
        sql = "delete from permissions where model = :id returning id"
        store.rows(sql, id=row["id"])
        store.rows("delete from models where id = :id returning id", id=row["id"])


def _shown(call: Call, row: Row) -> glm.TunedModel:
    progress = call.service.runs.progress(row)  # first: it may move the row on
    return shapes.tuned_model(row, progress)


def _listed(call: Call, row: Row) -> Json:
    progress = call.service.runs.progress(row)  # first: it may move the row on
    return _written(tuple(row.items()), progress, numbers=call.numbers)


@lru_cache(maxsize=4096)  # most of what a list shows is as it was a moment ago
def _written(row: tuple[tuple[str, Any], ...], progress: Progress, *, numbers: bool) -> Json:
    return write(shapes.tuned_model(dict(row), progress), numbers=numbers)


def _operation(call: Call, row: Row) -> Operation:
    progress = call.service.runs.progress(row)
    return shapes.operation(row, progress)

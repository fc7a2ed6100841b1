"""Long-running operations: each tuned model has one, the making of it."""

from playground.google import shapes
from playground.google.errors import not_found
from playground.google.models import load
from playground.google.roles import Role
from playground.google.service import Call
from playground.google.store import Row
from playground.google.wire import Json, write


def get(call: Call) -> Json:
    return _shown(call, _load(call, Role.READER))


def list_all(call: Call) -> Json:
    return {"operations": [_shown(call, load(call, Role.READER))]}


def cancel(call: Call) -> Json:
    """Stop the training; of a finished one nothing changes, and that is no error."""
    call.service.trainer.cancel(_load(call, Role.WRITER)["run"])
    return {}


def _load(call: Call, role: Role) -> Row:
    row = load(call, role)
    if row["operation"] != call.path["operation"]:
        raise not_found(f"tunedModels/{row['id']}/operations/{call.path['operation']}")
    return row


def _shown(call: Call, row: Row) -> Json:
    progress = call.service.runs.progress(row)
    return write(shapes.operation(row, progress))

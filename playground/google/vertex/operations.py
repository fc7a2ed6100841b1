"""Long-running operations of models and endpoints; each is done after a while."""

from playground.google.service import Call
from playground.google.vertex import shapes
from playground.google.vertex.errors import missing
from playground.google.vertex.reading import Json
from playground.google.vertex.settling import new_id


def made(call: Call, target: str, kind: str) -> Json:
    """Note an operation on the resource *target*, and return how it stands."""
    row = {
        "id": new_id(),
        "place": call.path["location"],
        "target": target,
        "kind": kind,
        "made": call.service.clock(),
    }
    call.service.store.insert("vertex_operations", row)
    return shapes.operation(call, row)


def get(call: Call) -> Json:
    number, place = call.path["operation"], call.path["location"]
    sql = "select * from vertex_operations where id = :id and place = :place"
    row = call.service.store.row(sql, id=number, place=place)
    if row is None:
        raise missing("Operation", number)
    return shapes.operation(call, row)

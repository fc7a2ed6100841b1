"""EndpointService: where a tuned model's checkpoints answer, each at its own."""

from playground.google.errors import invalid, unready
from playground.google.service import Call
from playground.google.store import Row
from playground.google.vertex import catalogue, operations, shapes
from playground.google.vertex.errors import missing
from playground.google.vertex.filters import Values
from playground.google.vertex.paging import Kind, labelled, page
from playground.google.vertex.reading import Json, camel
from playground.google.vertex.settling import settle


def load(call: Call) -> Row:
    """Return the endpoint that the path names."""
    settle(call)
    sql = "select * from vertex_endpoints where id = :id and place = :place"
    number, place = call.path["id"], call.path["location"]
    row = call.service.store.row(sql, id=number, place=place)
    if row is None:
        raise missing("Endpoint", number)
    return row


def get(call: Call) -> Json:
    return shapes.endpoint(call, load(call))


def list_all(call: Call) -> Json:
    settle(call)
    return page(call, _KIND)


def undeploy(call: Call) -> Json:
    """Take the model off an endpoint; until the operation is done, it is still there."""
    row = load(call)
    wanted = camel(call.body).get("deployedModelId", "")
    if row["undeployed"] is not None or wanted != row["deployed"]:
        raise invalid(f"deployed_model_id {wanted!r} is not deployed here.", "deployed_model_id")
    at = call.service.clock() + call.service.settings.cloud.lag
    sql = "update vertex_endpoints set undeployed = :at where id = :id returning id"
    call.service.store.rows(sql, at=at, id=row["id"])
    return operations.made(call, shapes.endpoint(call, row)["name"], "UndeployModelOperation")


def delete(call: Call) -> Json:
    row = load(call)
    name = shapes.endpoint(call, row)["name"]
    if catalogue.is_deployed(call, row):
        raise unready(f"The Endpoint {name} has a deployed Model. Undeploy it first.")
    sql = "delete from vertex_endpoints where id = :id returning id"
    call.service.store.rows(sql, id=row["id"])
    return operations.made(call, name, "DeleteOperation")


def _values(row: Row, shown: Json) -> Values:
    return labelled(shown["labels"], display_name=shown["displayName"], endpoint=row["id"])


_KIND = Kind(
    key="endpoints",
    table="vertex_endpoints",
    fields=frozenset({"display_name", "endpoint"}),
    show=shapes.endpoint,
    values=_values,
)

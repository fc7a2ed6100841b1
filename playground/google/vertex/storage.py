"""Cloud Storage's JSON API, as far as datasets need it: upload, read, list and delete objects."""

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.google.service import Service
from playground.google.vertex import uploads
from playground.google.vertex.gates import (
    StorageError,
    Visit,
    Work,
    gate,
    keep,
    shown,
    wanted_generation,
)
from playground.google.vertex.reading import Json

PAGE = 1000


def storage_routes(service: Service) -> list[Route]:
    bucket = "/storage/v1/b/{bucket}"
    entry = f"{bucket}/o/{{object:path}}"
    sent = f"/upload{bucket}/o"
    lines: tuple[tuple[str, str, str, Work], ...] = (
        ("POST", sent, "objects.create", upload),
        ("PUT", sent, "objects.create", uploads.go_on),
        ("GET", bucket, "buckets.get", show_bucket),
        ("GET", f"{bucket}/iam/testPermissions", "buckets.testIamPermissions", permissions),
        ("GET", f"{bucket}/o", "objects.list", list_all),
        ("GET", entry, "objects.get", get),
        ("DELETE", entry, "objects.delete", delete),
    )
    return [
        Route(path, gate(service, f"storage.{right}", work), methods=[verb])
        for verb, path, right, work in lines
    ]


def upload(visit: Visit) -> Response:
    """Keep what is sent; `ifGenerationMatch=0` says that nothing of that name may be there."""
    kind = visit.request.query_params.get("uploadType")
    if kind == "resumable":
        return uploads.begin(visit)
    if kind != "media":
        raise StorageError(400, "invalid", "uploadType must be media or resumable here.")
    type = visit.request.headers.get("content-type", "application/octet-stream")  # noqa: A001
    row = keep(visit, visit.name, visit.body, type, wanted_generation(visit))
    return JSONResponse(shown(visit, row))


def get(visit: Visit) -> Response:
    row = visit.row()
    if visit.request.query_params.get("alt") == "media":
        return Response(visit.objects.read(row), media_type=row["type"])
    return JSONResponse(shown(visit, row))


def list_all(visit: Visit) -> Response:
    """List objects by name; a page's token is the name behind which the next begins."""
    query = visit.request.query_params
    after, asked = query.get("pageToken", ""), query.get("maxResults", "")
    rows = [row for row in visit.objects.under(query.get("prefix", "")) if row["name"] > after]
    size = min(PAGE, int(asked) if asked.isdigit() and asked != "0" else PAGE)
    answer: Json = {"kind": "storage#objects"}
    if rows:
        answer["items"] = [shown(visit, row) for row in rows[:size]]
    if len(rows) > size:
        answer["nextPageToken"] = rows[size - 1]["name"]
    return JSONResponse(answer)


def delete(visit: Visit) -> Response:
    visit.objects.delete(visit.row())
    return Response(status_code=204)


def show_bucket(visit: Visit) -> Response:
    name = visit.request.path_params["bucket"]
    return JSONResponse(
        {
            "kind": "storage#bucket",
            "id": name,
            "name": name,
            "location": visit.region.upper(),
            "locationType": "region",
            "storageClass": "STANDARD",
        }
    )


def permissions(visit: Visit) -> Response:
    """Say which of the rights asked for the caller has: whoever came this far, all."""
    asked = visit.request.query_params.getlist("permissions")
    return JSONResponse({"kind": "storage#testIamPermissionsResponse", "permissions": asked})

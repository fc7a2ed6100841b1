"""Cloud Storage's JSON API, as far as datasets need it: upload, read, list and delete objects."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.google.door import Endpoint, body_of, caller, troubled
from playground.google.errors import ApiError
from playground.google.scopes import CLOUD, STORAGE
from playground.google.service import Service
from playground.google.store import Row
from playground.google.trouble import api_error
from playground.google.vertex.objects import Objects, Taken
from playground.google.vertex.reading import Json
from playground.google.vertex.shapes import stamp

LIMIT = 1024**3  # bytes of an object, which is also Vertex AI's limit of a dataset
PAGE = 1000
NAMES = 1024  # bytes of an object's name


class StorageError(Exception):
    """A refusal as Cloud Storage words it, which is not as Google's other APIs do."""

    def __init__(self, code: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.code, self.reason, self.message = code, reason, message

    def response(self) -> JSONResponse:
        told = {"message": self.message, "domain": "global", "reason": self.reason}
        error = {"code": self.code, "message": self.message, "errors": [told]}
        return JSONResponse({"error": error}, self.code)


@dataclass(frozen=True, slots=True)
class Visit:
    """One call, whose caller and bucket have been checked."""

    request: Request
    objects: Objects
    body: bytes
    region: str

    @property
    def name(self) -> str:
        return self.request.path_params.get("object") or self.request.query_params.get("name", "")

    def row(self) -> Row:
        row = self.objects.find(self.name)
        if row is None:
            bucket = self.request.path_params["bucket"]
            raise StorageError(404, "notFound", f"No such object: {bucket}/{self.name}")
        return row


Work = Callable[[Visit], Response]


def storage_routes(service: Service) -> list[Route]:
    bucket = "/storage/v1/b/{bucket}"
    entry = f"{bucket}/o/{{object:path}}"
    lines: tuple[tuple[str, str, str, Work], ...] = (
        ("POST", "/upload/storage/v1/b/{bucket}/o", "objects.create", upload),
        ("GET", bucket, "buckets.get", show_bucket),
        ("GET", f"{bucket}/iam/testPermissions", "buckets.testIamPermissions", permissions),
        ("GET", f"{bucket}/o", "objects.list", list_all),
        ("GET", entry, "objects.get", get),
        ("DELETE", entry, "objects.delete", delete),
    )
    return [
        Route(path, _endpoint(service, f"storage.{right}", work), methods=[verb])
        for verb, path, right, work in lines
    ]


def upload(visit: Visit) -> Response:
    """Keep what is sent; `ifGenerationMatch=0` says that nothing of that name may be there."""
    query, name = visit.request.query_params, visit.name
    if query.get("uploadType") != "media":
        raise StorageError(400, "invalid", "Only uploadType=media is served here.")
    if not name or len(name.encode()) > NAMES:
        raise StorageError(400, "required", f"name is required, of at most {NAMES} bytes.")
    kind = visit.request.headers.get("content-type", "application/octet-stream")
    try:
        row = visit.objects.put(name, visit.body, kind, _generation(visit))
    except Taken as error:
        words = "At least one of the pre-conditions you specified did not hold."
        raise StorageError(412, "conditionNotMet", words) from error
    return JSONResponse(_shown(visit, row))


def get(visit: Visit) -> Response:
    row = visit.row()
    if visit.request.query_params.get("alt") == "media":
        return Response(visit.objects.read(row), media_type=row["type"])
    return JSONResponse(_shown(visit, row))


def list_all(visit: Visit) -> Response:
    """List objects by name; a page's token is the name behind which the next begins."""
    query = visit.request.query_params
    after, asked = query.get("pageToken", ""), query.get("maxResults", "")
    rows = [row for row in visit.objects.under(query.get("prefix", "")) if row["name"] > after]
    size = min(PAGE, int(asked) if asked.isdigit() and asked != "0" else PAGE)
    answer: Json = {"kind": "storage#objects"}
    if rows:
        answer["items"] = [_shown(visit, row) for row in rows[:size]]
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


def _endpoint(service: Service, right: str, work: Work) -> Endpoint:
    def run(request: Request, body: bytes) -> tuple[Response, str]:
        who = ""
        try:
            found = caller(service, request)
            who = found.email
            found.require(frozenset({CLOUD, STORAGE}), "storage.googleapis.com")
            _check(service, who, right, request.path_params["bucket"])
            region = service.settings.cloud.bucket_region
            response = work(Visit(request, service.objects, body, region))
        except StorageError as error:
            response = error.response()
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets words
            response = api_error(error).response()
        return response, who

    async def answer(request: Request) -> Response:
        try:
            body = await body_of(request, LIMIT)
        except ApiError as error:
            return error.response()
        return await troubled(service, right, request, lambda: run(request, body))

    return answer


def _check(service: Service, who: str, right: str, bucket: str) -> None:
    if who in service.settings.cloud.strangers:
        raise StorageError(
            403,
            "forbidden",
            f"{who} does not have {right} access to the Google Cloud Storage bucket. Permission "
            f"'{right}' denied on resource (or it may not exist).",
        )
    if not service.objects.is_bucket(bucket):
        raise StorageError(404, "notFound", "The specified bucket does not exist.")


def _generation(visit: Visit) -> int | None:
    told = visit.request.query_params.get("ifGenerationMatch")
    if told is None:
        return None
    if not told.isdigit():
        raise StorageError(400, "invalid", f"ifGenerationMatch must be a number, not {told!r}.")
    return int(told)


def _shown(visit: Visit, row: Row) -> Json:
    bucket, made = visit.request.path_params["bucket"], stamp(row["created"])
    return {
        "kind": "storage#object",
        "id": f"{bucket}/{row['name']}/{row['generation']}",
        "name": row["name"],
        "bucket": bucket,
        "generation": str(row["generation"]),
        "metageneration": "1",
        "contentType": row["type"],
        "storageClass": "STANDARD",
        "size": str(row["size"]),
        "md5Hash": row["md5"],
        "timeCreated": made,
        "updated": made,
    }

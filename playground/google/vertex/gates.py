"""What every call of Cloud Storage passes, and how that service words what it says."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from playground.google.door import Endpoint, body_of, caller, troubled
from playground.google.errors import ApiError
from playground.google.scopes import CLOUD, STORAGE
from playground.google.service import Service
from playground.google.store import Row, Store
from playground.google.trouble import api_error
from playground.google.vertex.objects import Objects, Taken
from playground.google.vertex.reading import Json
from playground.google.vertex.shapes import stamp

API = "storage.googleapis.com"
LIMIT = 1024**3  # bytes of an object, which is also Vertex AI's limit of a dataset
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
    store: Store
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


def gate(service: Service, right: str, work: Work) -> Endpoint:
    def run(request: Request, body: bytes) -> tuple[Response, str]:
        who = ""
        try:
            found = caller(service, request)
            who = found.email
            found.require(frozenset({CLOUD, STORAGE}), API)
            _check(service, who, right, request.path_params["bucket"])
            region = service.settings.cloud.bucket_region
            response = work(Visit(request, service.store, service.objects, body, region))
        except StorageError as error:
            response = error.response()
        except Taken:
            words = "At least one of the pre-conditions you specified did not hold."
            response = StorageError(412, "conditionNotMet", words).response()
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


def wanted_generation(visit: Visit) -> int | None:
    told = visit.request.query_params.get("ifGenerationMatch")
    if told is None:
        return None
    if not told.isdigit():
        raise StorageError(400, "invalid", f"ifGenerationMatch must be a number, not {told!r}.")
    return int(told)


def shown(visit: Visit, row: Row) -> Json:
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


def keep(visit: Visit, name: str, content: bytes, type: str, generation: int | None) -> Row:
    if not name or len(name.encode()) > NAMES:
        raise StorageError(400, "required", f"name is required, of at most {NAMES} bytes.")
    return visit.objects.put(name, content, type, generation)

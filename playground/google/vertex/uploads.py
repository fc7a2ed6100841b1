"""Uploads in parts: begun with a POST, gone on with by PUTs to an address of the upload's own."""

import re
import secrets

from starlette.responses import JSONResponse, Response

from playground.google.store import Row
from playground.google.vertex.gates import StorageError, Visit, keep, shown, wanted_generation

UNIT = 256 * 1024  # bytes, of which each part but the last is a multiple
MORE = 308  # so much is there, and the rest is waited for

_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")


def begin(visit: Visit) -> Response:
    headers = visit.request.headers
    row: Row = {
        "id": secrets.token_urlsafe(24),
        "name": visit.name,
        "type": headers.get("x-upload-content-type", "application/octet-stream"),
        "generation": wanted_generation(visit),
        "done": 0,
    }
    visit.objects.check(row["name"], row["generation"])
    visit.store.insert("uploads", row)
    at = visit.request.url.remove_query_params(["name", "ifGenerationMatch", "upload_id"])
    where = at.include_query_params(upload_id=row["id"])
    return JSONResponse({}, headers={"Location": str(where)})


def go_on(visit: Visit) -> Response:
    """Take a part, or with `bytes */SIZE` say how much is there."""
    id = visit.request.query_params.get("upload_id", "")  # noqa: A001 - its name everywhere
    row = visit.store.row("select * from uploads where id = :id", id=id)
    if row is None:
        raise StorageError(404, "notFound", "This upload is unknown, or it was too long ago.")
    found = _RANGE.fullmatch(visit.request.headers.get("content-range", ""))
    if found is None:
        raise StorageError(400, "invalid", "Content-Range must be bytes FROM-TO/SIZE.")
    if not row["done"]:
        had, size = _take(visit, row, found), found[3]
        if size == "*" or had < int(size):
            return _more(had)
        _finish(visit, row)
    object = visit.objects.find(row["name"])  # noqa: A001 - what Cloud Storage calls it
    return JSONResponse(shown(visit, object) if object else {})


def _take(visit: Visit, row: Row, found: re.Match[str]) -> int:
    """Add a part that begins where the last one ended, and return how much is there."""
    part = visit.objects.part(row["id"])
    had = part.stat().st_size if part.exists() else 0
    if found[1] is None or int(found[1]) != had:
        return had
    is_last = found[3] != "*" and int(found[2]) + 1 == int(found[3])
    if len(visit.body) % UNIT and not is_last:
        words = f"Each part but the last must be a multiple of {UNIT} bytes."
        raise StorageError(400, "invalid", words)
    with part.open("ab") as file:
        file.write(visit.body)
    return had + len(visit.body)


def _finish(visit: Visit, row: Row) -> None:
    part = visit.objects.part(row["id"])
    content = part.read_bytes() if part.exists() else b""
    keep(visit, row["name"], content, row["type"], row["generation"])
    sql = "update uploads set done = 1 where id = :id returning id"
    visit.store.rows(sql, id=row["id"])
    part.unlink(missing_ok=True)


def _more(had: int) -> Response:
    headers = {"Range": f"bytes=0-{had - 1}"} if had else {}
    return Response(status_code=MORE, headers=headers)

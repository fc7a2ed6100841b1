"""A few sheets, as Google Sheets answers for them: CSV for those who may read them, else a page."""

import csv
import io
from dataclasses import dataclass
from itertools import pairwise

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from playground.google import scopes
from playground.google.service import Service

PATH = "/spreadsheets/d/{id}/gviz/tq"
Rows = tuple[tuple[str, str], ...]

NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII")
COUNTED: Rows = tuple(pairwise(NUMERALS))
SIGN_IN = "<!doctype html><title>Sign in</title><p>Sign in to see this sheet.</p>"
NONE = "<!doctype html><title>Not found</title><p>There is no such sheet.</p>"
CLOSED = "<!doctype html><title>No access</title><p>Your account may not see this sheet.</p>"


@dataclass(frozen=True, slots=True)
class Sheet:
    """*readers* None: everybody who has the link."""

    header: tuple[str, str]
    rows: Rows
    readers: frozenset[str] | None = None


SHEETS = {
    "public-increment-sheet-1": Sheet(("text_input", "output"), COUNTED),
    "public-german-sheet-1": Sheet(("Frage", "Antwort"), COUNTED),
    "private-increment-sheet-1": Sheet(
        ("text_input", "output"), COUNTED, frozenset({"ben@playground.test"})
    ),
    "moved-increment-sheet-1": Sheet(("text_input", "output"), ()),  # leads elsewhere
}


def sheet_routes(service: Service) -> list[Route]:
    async def answer(request: Request) -> Response:
        who, response = await run_in_threadpool(_answer, service, request)
        service.journal.add("sheets.Query", who, response.status_code, request.url.path)
        return response

    return [Route(PATH, answer, methods=["GET"])]


def _answer(service: Service, request: Request) -> tuple[str, Response]:
    """Return who asks, as far as it is known, and what they get."""
    name, who = request.path_params["id"], _reader(service, request)
    sheet = SHEETS.get(name)
    if sheet is None:
        return who, HTMLResponse(NONE, 404)
    if name.startswith("moved"):
        return who, RedirectResponse("https://example.com/", 307)
    if sheet.readers is not None and who not in sheet.readers:
        return who, HTMLResponse(CLOSED, 403) if who else HTMLResponse(SIGN_IN)
    if request.query_params.get("tqx") != "out:csv":
        return who, Response("Only tqx=out:csv is served here.", 400)
    return who, Response(_csv(sheet), media_type="text/csv")


def _reader(service: Service, request: Request) -> str:
    """Return the address of whoever calls with a token that opens sheets, else nothing."""
    _, _, token = request.headers.get("authorization", "").partition(" ")
    bearer = service.tokens.bearer(token.strip()) if token else None
    return bearer.email if bearer and scopes.SHEETS in bearer.scopes else ""


def _csv(sheet: Sheet) -> str:
    text = io.StringIO()
    rows = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    rows.writerows([sheet.header, *sheet.rows])
    return text.getvalue()

"""What every call passes on its way in and out: trouble on order, who calls, the journal."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from playground.faults import Rule, befall
from playground.google.errors import SERVICE as API
from playground.google.errors import ApiError, bad_key, bad_token, invalid, nobody
from playground.google.faults import refuse
from playground.google.people import SERVICE
from playground.google.service import Answer, Call, Caller, Handler, Service
from playground.google.trouble import api_error
from playground.google.wire import LIMIT, parse, write

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Method:
    """One method of an *api*: its full name, what does it, and the scopes that each suffice."""

    name: str
    handler: Handler
    scopes: frozenset[str]
    api: str = API


def endpoint(service: Service, method: Method) -> Endpoint:
    async def answer(request: Request) -> Response:
        try:
            body = await body_of(request)
        except ApiError as error:
            service.journal.add(method.name, "", error.code, request.url.path)
            return error.response()
        return await troubled(
            service, method.name, request, lambda: _answer(service, method, request, body)
        )

    return answer


async def troubled(
    service: Service, name: str, request: Request, answer: Callable[[], tuple[Response, str]]
) -> Response:
    """Let *answer* answer, unless trouble was ordered; it says also who called. Note it all."""
    fault = service.faults.meet(name)
    what = f"{fault.kind}{' after' if fault.after else ''}" if fault else ""

    async def respond() -> Response:
        response, who = await run_in_threadpool(answer)
        service.journal.add(name, who, response.status_code, request.url.path, fault=what)
        return response

    def refused(rule: Rule) -> Response:
        return refuse(name, rule)

    response = await befall(fault, respond, refused)
    if fault and not (fault.after or fault.kind in {"drip", "half"}):
        seen = 0 if fault.breaks else response.status_code
        service.journal.add(name, "", seen, request.url.path, fault=what)
    return response


async def body_of(request: Request, limit: int = LIMIT) -> bytes:
    """Read the body, but no more than is allowed."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise invalid(f"Request payload size exceeds the limit: {limit} bytes.")
    return bytes(body)


def caller(service: Service, request: Request) -> Caller:
    """Say who calls: an access token goes before an API key."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        bearer = service.tokens.bearer(token.strip())
        if bearer is None:
            raise bad_token()
        return Caller(bearer.email, bearer.scopes)
    key = request.headers.get("x-goog-api-key") or request.query_params.get("key")
    if not key:
        raise nobody()
    if key != service.api_key:
        raise bad_key()
    return Caller(SERVICE, None)


def _answer(
    service: Service, method: Method, request: Request, body: bytes
) -> tuple[Response, str]:
    """Return the answer, and who called."""
    who = ""
    try:
        found = caller(service, request)
        who = found.email
        found.require(method.scopes, method.api)
        call = Call(service, found, request.path_params, request.query_params, parse(body))
        response = _response(method.handler(call), numbers=call.numbers)
    except Exception as error:  # noqa: BLE001 - whatever it is, the client gets words
        response = api_error(error).response()
    return response, who


def _response(answer: Answer, *, numbers: bool) -> Response:
    if isinstance(answer, Response):
        return answer
    return JSONResponse(answer if isinstance(answer, dict) else write(answer, numbers=numbers))

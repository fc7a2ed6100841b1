"""From a request under `/api/` to a method and back."""

import inspect
import logging
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from playground.faults import Rule, befall
from playground.slack.api import methods
from playground.slack.api.method import Call, Json, Method
from playground.slack.api.reading import arguments
from playground.slack.errors import SlackError
from playground.slack.faults import refuse, words_for
from playground.slack.sockets import check_app_token
from playground.slack.world import World

log = logging.getLogger(__name__)

SECRET = {"token", "client_secret"}


async def serve(request: Request) -> Response:
    """Answer one call, unless trouble was ordered."""
    world: World = request.app.state.world
    name = request.path_params["method"]
    fault = world.faults.meet(name)

    def refused(rule: Rule) -> Response:
        return refuse(rule, _scopes(world))

    response = await befall(fault, lambda: _serve(request, world, name, fault), refused)
    if fault and not (fault.after or fault.kind in {"drip", "half"}):
        args = await _asked(request)
        outcome = {"ok": False, "error": fault.kind, "fault": words_for(fault)}
        world.journal.add("from_app", "api", name, _shown(args), **outcome)
    return response


async def _asked(request: Request) -> Json:
    try:
        return await arguments(request)
    except SlackError:
        return {}


async def _serve(request: Request, world: World, name: str, fault: Rule | None) -> Response:
    """Answer; an error is an answer too, always with status 200 except 429."""
    began, args = time.monotonic(), dict[str, Any]()
    try:
        args = await arguments(request)
        method = method_of(name)
        check_token(world, method, token_of(request, args))
        answer = {"ok": True, **await run(world, name, method, args)}
    except SlackError as error:
        answer = error.answer()
    except Exception:
        log.exception("api.failed method=%s", name)
        answer = SlackError("internal_error").answer()
    _note(world, name, args, answer, time.monotonic() - began, fault)
    return _response(answer, world)


def method_of(name: str) -> Method:
    if name not in methods.METHODS:
        raise SlackError("unknown_method", req_method=name)
    return methods.METHODS[name]


async def run(world: World, name: str, method: Method, args: Json) -> Json:
    call = Call(world, args)
    if method.scopes:
        call.scope(*method.scopes)
    channel = str(args.get("channel", "")) if method.per_channel else ""
    if wait := world.rates.wait(name, method.tier, channel):
        raise SlackError("ratelimited", retry_after=wait)
    answer = method.run(call)
    return await answer if inspect.isawaitable(answer) else answer


def token_of(request: Request, args: Json) -> str | None:
    """Return the token from the header or the arguments."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token else args.get("token")


def check_token(world: World, method: Method, token: str | None) -> None:
    if method.token == "app":  # noqa: S105  # which kind, not which
        check_app_token(token, world.tokens["app"])
    elif not token:
        raise SlackError("not_authed")
    elif token == world.tokens["app"]:
        raise SlackError("not_allowed_token_type")
    elif token != world.tokens["bot"]:
        raise SlackError("invalid_auth")


def _note(  # noqa: PLR0913, PLR0917 - all that there is to say of a call
    world: World, name: str, args: Json, answer: Json, took: float, fault: Rule | None
) -> None:
    outcome = {"ok": answer["ok"], "error": answer.get("error")}
    if fault:
        outcome["fault"] = words_for(fault)
    milliseconds = round(took * 1000, 1)
    world.journal.add("from_app", "api", name, _shown(args), **outcome, acked_ms=milliseconds)


def _shown(args: Json) -> Json:
    return {name: value for name, value in args.items() if name not in SECRET}


def _response(answer: Json, world: World) -> Response:
    headers = _scopes(world)
    if answer.get("error") != "ratelimited":
        return JSONResponse(answer, headers=headers)
    headers["retry-after"] = str(answer.pop("retry_after"))
    return JSONResponse(answer, 429, headers=headers)


def _scopes(world: World) -> dict[str, str]:
    scopes = world.workspace.manifest.scopes
    return {"x-oauth-scopes": ",".join(sorted(scopes))} if scopes is not None else {}

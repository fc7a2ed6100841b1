"""The one address under which trouble is ordered."""

import json
from collections.abc import Callable
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.faults.clock import ShiftedClock
from playground.faults.rules import BadRule, Faults


def faults_route(
    faults: Faults, clock: ShiftedClock, admit: Callable[[Request], None] = lambda _: None
) -> Route:
    """Order trouble (POST), see what is ordered and what has happened (GET), take it back.

    *admit* raises for whoever may not.
    """

    async def answer(request: Request) -> Response:
        admit(request)
        try:
            if request.method == "POST":
                _order(faults, clock, await request.body())
            elif request.method == "DELETE":
                faults.clear()
                clock.offset = 0.0
        except BadRule as error:
            return JSONResponse({"error": str(error)}, 400)
        since = request.query_params.get("since", "")
        met = faults.met(int(since) if since.isdecimal() else 0)
        shown = {"faults": faults.waiting(), "clock": clock.offset, "met": met}
        return JSONResponse(shown)

    return Route("/faults", answer, methods=["GET", "POST", "DELETE"])


def _order(faults: Faults, clock: ShiftedClock, body: bytes) -> None:
    try:
        told: Any = json.loads(body)
    except ValueError as error:
        raise BadRule("A rule is a JSON object.") from error
    if not isinstance(told, dict):
        raise BadRule("A rule is a JSON object.")
    fields = cast("dict[str, Any]", told)
    if "clock" not in fields:
        faults.add(fields)
        return
    if set(fields) != {"clock"} or not isinstance(fields["clock"], int | float):
        raise BadRule("clock is a number of seconds, and stands alone.")
    clock.offset = float(fields["clock"])

"""What is new, as a stream or on asking; and the journal."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.responses import Response, StreamingResponse

from playground.slack.errors import Refused
from playground.slack.person.call import PersonCall

Json = dict[str, Any]

LONGEST = 60.0
BEAT = 15.0  # seconds between signs of life on a quiet stream


async def changes(call: PersonCall) -> Json:
    feed = call.world.feed
    since = _since(call)
    lost = feed.lost(since)
    wait = 0.0 if lost else min(max(call.number("wait", 0), 0.0), LONGEST)
    found = await feed.wait(since, call.id, wait)
    return {"events": [*lost, *found], "seq": max(feed.seq, since)}


async def stream(call: PersonCall) -> Response:
    since = _since(call)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_lines(call, since), media_type="text/event-stream", headers=headers)


async def _lines(call: PersonCall, since: int) -> AsyncIterator[str]:
    feed = call.world.feed
    yield "retry: 1000\n\n"
    for event in feed.lost(since):
        yield f"data: {json.dumps(event)}\n\n"
    while not feed.closed:
        seen = feed.seq
        found = await feed.wait(since, call.id, BEAT)
        for event in found:
            yield f"id: {event['seq']}\ndata: {json.dumps(event)}\n\n"
        since = found[-1]["seq"] if found else max(since, seen)
        if not found:
            yield ": still here\n\n"
            await asyncio.sleep(0)


def _since(call: PersonCall) -> int:
    last = call.request.headers.get("last-event-id")
    if last and last.isdecimal():
        return min(int(last), call.world.feed.seq)
    since = int(call.number("since", call.world.feed.seq))
    return min(since, call.world.feed.seq)


async def journal(call: PersonCall) -> Json:
    return {"entries": call.world.journal.since(int(call.number("since", 0)))}


async def sockets(call: PersonCall) -> Json:
    """Do to the app's sockets what Slack does: ask them to leave, or end them.

    `refresh`, `warning` and `link_disabled` announce it, `close` says goodbye, `abort` does not.
    """
    what = str(call.args.get("do") or "look")
    links = call.world.sockets
    match what:
        case "refresh" | "warning" | "link_disabled":
            reason = "refresh_requested" if what == "refresh" else what
            await links.ask_to_leave(reason, call.number("after", 10))
        case "abort":
            links.abort_all()
        case "close":
            await links.close_all()
        case "look":
            pass
        case _:
            raise Refused(
                "invalid_arguments",
                "do is one of refresh, warning, link_disabled, close, abort, look.",
            )
    return {"ok": True, "sockets": links.count}

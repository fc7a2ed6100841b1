"""What the page asks, and how it is answered."""

import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from playground.slack.errors import Refused, SlackError
from playground.slack.world import World

Json = dict[str, Any]

log = logging.getLogger(__name__)

WORDS = {
    "channel_not_found": ("There is no such channel here for you.", 404),
    "file_not_found": ("This file is not there any more.", 404),
    "message_not_found": ("This message is not there any more.", 404),
    "not_found": ("This view is closed.", 404),
    "thread_not_found": ("This thread is not there any more.", 404),
    "user_not_found": ("There is no such person here.", 404),
}


@dataclass(slots=True)
class PersonCall:
    """*me* is who acts; *args* are query and body in one."""

    world: World
    request: Request
    args: Json
    me: Json

    @property
    def id(self) -> str:
        return self.me["id"]

    def need(self, name: str) -> Any:
        value = self.args.get(name)
        if value is None:
            raise Refused("invalid_arguments", f"{name} is missing.")
        return value

    def text(self, name: str) -> str:
        value = self.need(name)
        if not isinstance(value, str):
            raise Refused("invalid_arguments", f"{name} must be text.")
        return value

    def object(self, name: str) -> Json:
        """Return an object, empty where there is none."""
        value: Any = self.args.get(name) or {}
        if not isinstance(value, dict):
            raise Refused("invalid_arguments", f"{name} must be an object.")
        return cast("Json", value)

    def values(self) -> Json:
        """Return what is entered: by block, by action, as Slack's `view.state.values`."""
        given = self.object("values")
        for fields in given.values():
            entries: list[Any] = [fields]
            if isinstance(fields, dict):
                entries = list(cast("Json", fields).values())
            if not isinstance(fields, dict) or not all(isinstance(it, dict) for it in entries):
                words = "values must be objects by block and action."
                raise Refused("invalid_arguments", words)
        return given

    def number(self, name: str, default: float) -> float:
        try:
            return float(self.args.get(name, default))
        except (TypeError, ValueError):
            raise Refused("invalid_arguments", f"{name} must be a number.") from None

    def channel(self, id: str | None = None) -> Json:
        """Return a channel that this person may see."""
        return self.world.workspace.channel(id or self.text("channel"), self.id)

    def open_channel(self) -> Json:
        """Return a channel in which this person may speak."""
        channel = self.channel()
        if channel["archived"]:
            raise Refused("is_archived", "This channel is archived.")
        if self.id not in channel["members"]:
            raise Refused("not_in_channel", f"Join #{channel['name']} first.", 403)
        return channel


Handler = Callable[[PersonCall], Awaitable[Any]]
Endpoint = Callable[[Request], Awaitable[Response]]


def endpoint(handler: Handler, *, anyone: bool = False, raw: bool = False) -> Endpoint:
    """Make a Starlette endpoint. *anyone*: `as` may be missing; *raw*: the body is not JSON."""

    async def answer(request: Request) -> Response:
        world: World = request.app.state.world
        try:
            args = dict[str, Any](request.query_params) | ({} if raw else await _body(request))
            who = _actor(request, world, str(args.get("as") or ""), anyone=anyone)
            found = await handler(PersonCall(world, request, args, who))
        except SlackError as error:
            words, status = WORDS.get(error.name, (f"That did not work: {error.name}.", 400))
            return JSONResponse(Refused(error.name, words).answer(), status)
        except Refused as error:
            return JSONResponse(error.answer(), error.status)
        except Exception:
            log.exception("person.failed path=%s", request.url.path)
            words = "The workspace made a mistake. Its log says more."
            return JSONResponse(Refused("internal_error", words).answer(), 500)
        return found if isinstance(found, Response) else JSONResponse(found)

    return answer


async def _body(request: Request) -> Json:
    body = await request.body()
    if not body:
        return {}
    try:
        found: Any = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Refused("invalid_json", "The request must carry a JSON object.")
    return cast("Json", found)


def _actor(request: Request, world: World, id: str, *, anyone: bool) -> Json:
    """Return who acts; where people have passwords it can only be who signed in."""
    signed_in: str | None = request.scope.get("person")
    if signed_in and id and id != signed_in:
        raise Refused("not_allowed", "You are signed in as somebody else.", 403)
    acting = id or signed_in or ""
    person = world.workspace.people.get(acting)
    if not acting and anyone:
        return world.workspace.humans()[0]
    if person is None or person["is_bot"]:
        raise Refused("user_not_found", "Say who acts: as=U…, the id of a person here.")
    return person

"""Pressing and choosing: in messages, modals and Home."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playground.slack import forms
from playground.slack.delivery import Envelope
from playground.slack.errors import NotDelivered, Refused
from playground.slack.limits import check_options
from playground.slack.person.call import PersonCall
from playground.slack.person.commands import not_done
from playground.slack.responses import Origin
from playground.slack.shapes import elements
from playground.slack.views import Open

Json = dict[str, Any]

GIVEN = {name for name, _ in forms.STATE.values()} | {"value", "selected_option"}
BY_APP = {"text", "value", "style", "placeholder", "confirm", "initial_option", "initial_options"}


@dataclass(slots=True)
class Place:
    """Where something is pressed: its blocks, and what the payload says of it."""

    blocks: list[Json]
    payload: Json
    channel: str
    view: Open | None = None
    origin: Origin | None = None


async def press(call: PersonCall) -> Json:
    """Tell the app what was pressed or chosen, with all that is entered around it."""
    place = find(call)
    element = _element(call, place)
    state = _given(element, call.args)
    _enter(call, place, state)
    action = _action(call, element, state)
    world = call.world
    payload: Json = {
        **world.interactions.common("block_actions", call.me),
        **place.payload,
        "trigger_id": world.triggers.new(call.id, place.channel),
        "actions": [action],
    }
    if place.origin:
        payload["response_url"] = world.responses.new(place.origin)
        values = forms.values(place.blocks, call.values() or _one(call, state))
        payload["state"] = {"values": values}
    try:
        await world.sender.send(Envelope(type="interactive", payload=payload))
    except NotDelivered as trouble:
        return {"ok": False, "error": trouble.code, "message": not_done(trouble.code)}
    return {"ok": True}


async def suggest(call: PersonCall) -> Json:
    """Ask the app for the options that fit what was typed."""
    place = find(call)
    _element(call, place)
    payload: Json = {
        **call.world.interactions.common("block_suggestion", call.me),
        **place.payload,
        "action_id": call.args["action_id"],
        "block_id": call.args["block_id"],
        "value": str(call.args.get("value") or ""),
    }
    try:
        answer = await call.world.sender.send(Envelope(type="interactive", payload=payload))
    except NotDelivered as trouble:
        return {"options": [], "error": trouble.code, "message": not_done(trouble.code)}
    if wrong := check_options(answer or {}):
        words = "The app answered with options that Slack would refuse."
        return {"options": [], "error": "invalid_options", "message": f"{words} {wrong[0]}"}
    return {"options": [], **(answer or {})}


def find(call: PersonCall) -> Place:
    container = call.object("container") or call.args
    if view_id := container.get("view_id"):
        opened = call.world.views.find(str(view_id), call.id)
        return Place(
            opened.view["blocks"],
            call.world.interactions.in_view(opened.view),
            opened.channel,
            view=opened,
        )
    channel = call.channel(str(container.get("channel") or ""))
    message = call.world.messages.get(channel["id"], str(container.get("ts")), call.id)
    ephemeral = "addressee" in message
    shown = call.world.messages.slack(message, metadata="bot_id" in message)
    return Place(
        message.get("blocks", []),
        call.world.interactions.in_message(channel, shown, ephemeral=ephemeral),
        channel["id"],
        origin=Origin(call.id, channel["id"], message["ts"], message.get("thread_ts")),
    )


def _element(call: PersonCall, place: Place) -> Json:
    block_id, action_id = call.text("block_id"), call.text("action_id")
    for block in place.blocks:
        for element in _parts(block, block_id):
            if element.get("action_id") == action_id:
                return element
    raise Refused("action_not_found", "This is not there any more.", 404)


def _parts(block: Json, block_id: str) -> Iterator[Json]:
    nested: list[Json] = [*block.get("child_blocks", ())]
    if block["type"] == "carousel":
        nested += block["elements"]
    if block.get("block_id") == block_id:
        yield from elements(block)
    for child in nested:
        if child.get("block_id") == block_id:
            yield from elements(child)


def _given(element: Json, args: Json) -> Json:
    """Return what is chosen, with what the app put into the element itself."""
    chosen = {name: args[name] for name in GIVEN if args.get(name) is not None}
    own = forms.STATE.get(element["type"])
    if own:
        return {own[0]: args.get(own[0])}
    return chosen


def _enter(call: PersonCall, place: Place, state: Json) -> None:
    """Note in the view what is entered, here and around it."""
    if place.view is None:
        return
    entered = call.values()
    merged = {block: dict(fields) for block, fields in place.view.values.items()}
    for block, fields in {**entered, **_one(call, state, entered)}.items():
        merged[block] = {**merged.get(block, {}), **fields}
    call.world.views.enter(place.view, merged)


def _one(call: PersonCall, state: Json, around: Json | None = None) -> Json:
    block, action = call.args["block_id"], call.args["action_id"]
    return {block: {**(around or {}).get(block, {}), action: state}}


def _action(call: PersonCall, element: Json, state: Json) -> Json:
    own = {name: element[name] for name in BY_APP if element.get(name) is not None}
    return {
        "type": element["type"],
        "block_id": call.args["block_id"],
        "action_id": call.args["action_id"],
        **own,
        **state,
        "action_ts": call.world.messages.now(),
    }

"""Modals and Home as people use them."""

from collections.abc import Iterator
from typing import Any, cast

from playground.slack import forms
from playground.slack.delivery import Envelope
from playground.slack.errors import NotDelivered, SlackError
from playground.slack.person.call import PersonCall
from playground.slack.responses import Origin
from playground.slack.views import Open

Json = dict[str, Any]

TROUBLE = "We had some trouble connecting. Try again?"


async def stack(call: PersonCall) -> Json:
    return {"views": [opened.shown() for opened in call.world.views.stack(call.id)]}


async def home(call: PersonCall) -> Json:
    """Open Home: the app hears of it, and may publish another at once."""
    world = call.world
    found = world.views.home(call.id)
    world.events.emit(
        {
            "type": "app_home_opened",
            "user": call.id,
            "channel": world.workspace.dm(call.id, world.workspace.bot)["id"],
            "tab": str(call.args.get("tab") or "home"),
            "event_ts": world.messages.now(),
            **({"view": found.view} if found else {}),
        }
    )
    return {"view": found.view if found else None}


async def submit(call: PersonCall) -> Json:
    """Send a form: first what Slack's own form checks, then the app."""
    world = call.world
    opened = world.views.find(call.request.path_params["view"], call.id)
    world.views.enter(opened, _with_files(call, call.values()))
    if wrong := forms.problems(opened.view["blocks"], opened.values):
        return _marked(call, opened, wrong)
    for file in forms.file_ids(opened.values):
        world.files.give_to_app(file)
    payload = {
        **world.interactions.common("view_submission", call.me),
        "trigger_id": world.triggers.new(call.id, opened.channel),
        "view": opened.view,
        "response_urls": list(_response_urls(call, opened)),
    }
    try:
        answer = await world.sender.send(Envelope(type="interactive", payload=payload))
        return _obey(call, opened, answer or {})
    except NotDelivered as trouble:
        return {"ok": False, "error": trouble.code, "message": TROUBLE}
    except SlackError as error:
        detail = "; ".join(error.messages)
        words = f"{TROUBLE} (The app's answer was refused: {error.name} {detail})".replace(
            " )", ")"
        )
        return {"ok": False, "error": error.name, "message": words}


async def close(call: PersonCall) -> Json:
    """Close a modal; with `all` those under it too."""
    world = call.world
    opened = world.views.find(call.request.path_params["view"], call.id)
    whole = bool(call.args.get("all")) or opened.view["clear_on_close"]
    going = list(reversed(world.views.stack(call.id))) if whole else [opened]
    for each in going:
        world.views.close(each)
        if each.view["notify_on_close"]:
            await _tell_closed(call, each, cleared=whole)
    return {"ok": True}


async def _tell_closed(call: PersonCall, opened: Open, *, cleared: bool) -> None:
    payload = {
        **call.world.interactions.common("view_closed", call.me),
        "view": opened.view,
        "is_cleared": cleared,
    }
    try:
        await call.world.sender.send(Envelope(type="interactive", payload=payload))
    except NotDelivered:  # the person has closed it whatever the app says
        return


def _obey(call: PersonCall, opened: Open, answer: Json) -> Json:
    """Do with the form what the app answered; raises `SlackError` for what Slack would refuse."""
    views, action = call.world.views, answer.get("response_action")
    match action:
        case None:
            views.close(opened)
        case "clear":
            views.clear(call.id)
        case "update":
            views.update(opened, answer.get("view") or {})
        case "push":
            views.push_for(call.id, opened.channel, answer.get("view") or {})
        case "errors":
            return _marked(call, opened, _known(opened, answer.get("errors")))
        case _:
            raise SlackError("invalid_response_action")
    return {"ok": True, "response_action": action}


def _known(opened: Open, errors: Any) -> dict[str, str]:
    fields = {it["block_id"] for it in opened.view["blocks"] if it["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= fields:  # pyright: ignore[reportUnknownArgumentType]
        raise SlackError("invalid_errors", [f"errors must name input blocks of: {sorted(fields)}"])
    return {str(block): str(words) for block, words in errors.items()}  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


def _marked(call: PersonCall, opened: Open, errors: dict[str, str]) -> Json:
    call.world.views.mark(opened, errors)
    return {"ok": True, "response_action": "errors", "errors": errors}


def _with_files(call: PersonCall, values: Json) -> Json:
    """Return the values with each file as Slack shows it to the app."""
    return {
        block: {action: _whole(call, entry) for action, entry in fields.items()}
        for block, fields in values.items()
    }


def _whole(call: PersonCall, entry: Json) -> Json:
    if entry.get("type") != "file_input" or not entry.get("files"):
        return entry
    given: Any = entry["files"]
    listed = cast("list[Any]", given if isinstance(given, list) else [given])
    ids = [cast("Json", it).get("id") if isinstance(it, dict) else it for it in listed]
    files = call.world.files
    found = [files.get(str(it)) for it in ids]
    return entry | {"files": [files.slack(it) for it in found if files.seen_by(call.id, it)]}


def _response_urls(call: PersonCall, opened: Open) -> Iterator[Json]:
    for block in opened.view["blocks"]:
        element: Json = block.get("element") or {}
        if element.get("response_url_enabled"):
            entry = opened.values[block["block_id"]][element["action_id"]]
            channel = entry.get("selected_conversation") or entry.get("selected_channel")
            if channel:
                yield {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel,
                    "response_url": call.world.responses.new(Origin(call.id, channel)),
                }

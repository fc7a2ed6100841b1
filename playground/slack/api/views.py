"""Modals and Home."""

from typing import Any

from playground.slack.api.method import Call, Json, Method
from playground.slack.errors import SlackError
from playground.slack.triggers import Trigger
from playground.slack.views import Open, check


def open_(call: Call) -> Json:
    given = _given(call, "modal")
    return _answer(call.world.views.open(_trigger(call), given))


def push(call: Call) -> Json:
    given = _given(call, "modal")
    return _answer(call.world.views.push(_trigger(call), given))


def update(call: Call) -> Json:
    views, args = call.world.views, call.args
    if args.get("view_id"):
        opened = views.find(str(args["view_id"]))
    else:
        opened = views.by_external_id(str(call.need("external_id")))
    return _answer(views.update(opened, call.need("view"), args.get("hash")))


def publish(call: Call) -> Json:
    if not call.world.workspace.manifest.home:
        raise SlackError("not_enabled")
    user = call.world.workspace.person(str(call.need("user_id", "user_not_found")))
    given = _given(call, "home")
    return _answer(call.world.views.publish(user["id"], given, call.args.get("hash")))


def _given(call: Call, kind: str) -> Json:
    """Return the view, checked before the trigger is spent on it."""
    given: Any = call.need("view")
    check(given, kind)
    return given


def _trigger(call: Call) -> Trigger:
    trigger = call.args.get("trigger_id") or call.need(
        "interactivity_pointer", "invalid_trigger_id"
    )
    return call.world.triggers.use(str(trigger))


def _answer(opened: Open) -> Json:
    return {"view": opened.view}


METHODS = {
    "views.open": Method(open_, tier=4),
    "views.push": Method(push, tier=4),
    "views.update": Method(update, tier=4),
    "views.publish": Method(publish, tier=4),
}

"""Who and what is there; making channels, joining and leaving them."""

import re
from functools import cache
from importlib import resources
from typing import Any

import emoji

from playground.slack import leaving
from playground.slack.errors import Refused
from playground.slack.joining import join, leave, tell
from playground.slack.person.call import PersonCall

Json = dict[str, Any]

SAMPLES = resources.files("playground") / "samples"
NAME = re.compile(r"[\w-]{1,80}")


async def show(call: PersonCall) -> Json:
    workspace, manifest = call.world.workspace, call.world.workspace.manifest
    app = workspace.app
    shown = ("id", "name", "real_name", "role", "is_bot", "color", "email", "tz")
    commands = [
        {"command": it["command"], "description": it.get("description", "")}
        | {"usage_hint": it.get("usage_hint", "")}
        for it in manifest.commands
    ]
    shortcuts = [
        {it: each[it] for it in ("callback_id", "name", "type")} for each in manifest.shortcuts
    ]
    return {
        "team": {"id": workspace.team["id"], "name": workspace.team["name"]},
        "me": call.id,
        "people": [{name: it[name] for name in shown} for it in workspace.people.values()],
        "channels": [channel(call, it) for it in workspace.seen_by(call.id)],
        "commands": commands,
        "shortcuts": shortcuts,
        "app": {"id": app["id"], "name": app["name"], "bot_user": workspace.bot}
        | {"home": manifest.home, "installed": call.world.installs.is_installed},
        "samples": [{"name": it.name, "size": len(it.read_bytes())} for it in samples()],
        "seq": call.world.feed.seq,
    }


def channel(call: PersonCall, found: Json) -> Json:
    """Return a channel as the page shows it."""
    people = call.world.workspace.people
    others = [it for it in found["members"] if it != call.id] if found["kind"] == "dm" else []
    name = people[others[0]]["name"] if others else found["name"]
    return {
        "id": found["id"],
        "name": name,
        "kind": found["kind"],
        "members": found["members"],
        "with": others[0] if others else None,
        "unread": call.world.messages.unread(found["id"], call.id),
        "topic": found["topic"],
        "archived": found["archived"],
    }


def samples() -> list[Any]:
    return sorted((it for it in SAMPLES.iterdir() if it.is_file()), key=lambda it: it.name)


async def create(call: PersonCall) -> Json:
    name = call.text("name").removeprefix("#").casefold()
    if not NAME.fullmatch(name):
        raise Refused("invalid_name", "Use letters, digits, - and _, at most 80.")
    if call.world.workspace.by_name(name):
        raise Refused("name_taken", f"There is a channel #{name} already.")
    kind = "private" if call.args.get("private") else "channel"
    made = call.world.workspace.create(name, kind, [call.id], call.id)
    tell(call.world, made)
    return {"channel": channel(call, made)}


async def invite(call: PersonCall) -> Json:
    found = call.channel(call.request.path_params["channel"])
    who = call.world.workspace.person(call.text("user"))["id"]
    if found["kind"] == "dm":
        raise Refused("is_direct", "Nobody can be added to a direct message.")
    if who in found["members"]:
        raise Refused("already_in_channel", "They are in this channel already.")
    if call.id not in found["members"] and who != call.id:
        raise Refused("not_in_channel", f"Join #{found['name']} first.", 403)
    join(call.world, found, who, None if who == call.id else call.id)
    return {"channel": channel(call, found)}


async def go(call: PersonCall) -> Json:
    """Leave a channel, or make somebody else leave it (`user`, such as the app)."""
    found = call.channel(call.request.path_params["channel"])
    who = str(call.args.get("user") or call.id)
    if found["kind"] == "dm" or who not in found["members"]:
        raise Refused("not_in_channel", "They are not in this channel.")
    leave(call.world, found, who)
    return {"ok": True}


async def archive(call: PersonCall) -> Json:
    found = call.channel(call.request.path_params["channel"])
    if found["kind"] == "dm":
        raise Refused("is_direct", "A direct message can't be archived.")
    found["archived"] = not found["archived"] if call.args.get("undo") else True
    call.world.workspace.save(found)
    tell(call.world, found)
    return {"channel": channel(call, found)}


async def uninstall(call: PersonCall) -> Json:
    """Send the app away; it hears of it."""
    if not call.world.installs.is_installed:
        raise Refused("not_installed", "The app is not installed here.")
    leaving.uninstall(call.world)
    return {"ok": True}


async def emojis(_: PersonCall) -> Json:
    return _emojis()


@cache
def _emojis() -> Json:
    """Return every short name, as Slack's users type them, and its character."""
    names: Json = {}
    for character, known in emoji.EMOJI_DATA.items():
        for name in (known["en"], *known.get("alias", ())):
            names[name.strip(":")] = character
    return names

"""Reactions to messages."""

import emoji

from playground.slack.api.method import Call, Json, Method
from playground.slack.errors import SlackError


def add(call: Call) -> Json:
    message, name, reactions = _read(call)
    entry = next((it for it in reactions if it["name"] == name), None)
    bot = call.world.workspace.bot
    if entry is None:
        fresh: Json = {"name": name, "users": [], "count": 0}
        reactions.append(fresh)
        entry = fresh
    if bot in entry["users"]:
        raise SlackError("already_reacted")
    entry["users"].append(bot)
    return _save(call, message, reactions)


def remove(call: Call) -> Json:
    message, name, reactions = _read(call)
    bot = call.world.workspace.bot
    for entry in reactions:
        if entry["name"] == name and bot in entry["users"]:
            entry["users"].remove(bot)
            return _save(call, message, reactions)
    raise SlackError("no_reaction")


def _read(call: Call) -> tuple[Json, str, list[Json]]:
    channel, name = call.channel(), str(call.need("name", "invalid_name"))
    if emoji.emojize(f":{name}:", language="alias") == f":{name}:":
        raise SlackError("invalid_name")
    if call.world.workspace.bot not in channel["members"]:
        raise SlackError("not_in_channel")
    message = call.world.messages.get(channel["id"], str(call.need("timestamp", "bad_timestamp")))
    return message, name, list(message.get("reactions", []))


def _save(call: Call, message: Json, reactions: list[Json]) -> Json:
    left = [it | {"count": len(it["users"])} for it in reactions if it["users"]]
    call.world.messages.change(message, edited=False, reactions=left or None)
    return {}


METHODS = {
    "reactions.add": Method(add, ("reactions:write",)),
    "reactions.remove": Method(remove, ("reactions:write",)),
}

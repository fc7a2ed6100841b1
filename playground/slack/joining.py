"""People and the app come into channels and leave them."""

from typing import Any

from playground.slack.world import World

Json = dict[str, Any]


def join(world: World, channel: Json, who: str, inviter: str | None) -> None:
    """Add somebody: members read it in the channel, the app hears it as an event."""
    channel["members"].append(who)
    world.workspace.save(channel)
    words = f"<@{who}> has joined the channel"
    world.messages.post(channel, who, words, subtype="channel_join", inviter=inviter)
    tell(world, channel)
    stamp = world.messages.now()
    event = {
        "type": "member_joined_channel",
        "user": who,
        "channel": channel["id"],
        "channel_type": "C" if channel["kind"] == "channel" else "G",
        "team": world.workspace.team["id"],
        "event_ts": stamp,
        **({"inviter": inviter} if inviter else {}),
    }
    if world.workspace.bot in channel["members"]:
        world.events.emit(event)


def leave(world: World, channel: Json, who: str) -> None:
    channel["members"].remove(who)
    world.workspace.save(channel)
    world.messages.post(channel, who, f"<@{who}> has left the channel", subtype="channel_leave")
    tell(world, channel, {who})


def tell(world: World, channel: Json, also: set[str] | None = None) -> None:
    """Let pages look again at who is in a channel, and whether it is there."""
    audience = world.workspace.audience(channel)
    to = None if audience is None else audience | (also or set())
    world.feed.publish("channel", to, channel=channel["id"])

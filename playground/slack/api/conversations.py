"""Channels and conversations."""

from typing import Any, cast

from playground.slack.api.method import Call, Json, Method, page
from playground.slack.errors import SlackError
from playground.slack.joining import join

TYPES = {"channel": "public_channel", "private": "private_channel", "dm": "im"}
FAMILY = {"channel": "channels", "private": "groups", "dm": "im"}
HISTORY = 999


def info(call: Call) -> Json:
    channel = call.channel()
    call.scope(f"{FAMILY[channel['kind']]}:read")
    members = {"num_members": len(channel["members"])} if call.on("include_num_members") else {}
    return {"channel": shown(call, channel) | members}


def listing(call: Call) -> Json:
    wanted = str(call.args.get("types") or "public_channel").split(",")
    kinds = [kind for kind, name in TYPES.items() if name in wanted]
    for kind in kinds:
        call.scope(f"{FAMILY[kind]}:read")
    bot = call.world.workspace.bot
    hide = call.on("exclude_archived")
    found = [
        shown(call, it)
        for it in call.world.workspace.seen_by(bot)
        if it["kind"] in kinds and not (hide and it["archived"])
    ]
    channels, cursor = page(found, call)
    return {"channels": channels, "response_metadata": {"next_cursor": cursor}}


def members(call: Call) -> Json:
    channel = call.channel()
    call.scope(f"{FAMILY[channel['kind']]}:read")
    found, cursor = page([{"id": it} for it in channel["members"]], call)
    ids = [it["id"] for it in found]
    return {"members": ids, "response_metadata": {"next_cursor": cursor}}


def history(call: Call) -> Json:
    channel = _readable(call)
    window = _window(call)
    found, more = call.world.messages.history(channel["id"], call.world.workspace.bot, **window)
    return _messages(call, found[::-1], more=more) | {"pin_count": 0}


def replies(call: Call) -> Json:
    channel, ts = _readable(call), str(call.need("ts", "thread_not_found"))
    call.world.messages.get(channel["id"], ts)
    window = _window(call) | {"forward": True}
    bot = call.world.workspace.bot
    found, more = call.world.messages.replies(channel["id"], ts, bot, **window)
    return _messages(call, found, more=more)


def open_(call: Call) -> Json:
    workspace = call.world.workspace
    if call.args.get("channel"):
        channel = call.channel()
    else:
        users = str(call.need("users", "users_list_not_supplied")).split(",")
        if len(users) > 1:
            raise SlackError("method_not_supported_for_channel_type")
        person = workspace.person(users[0])
        if person["is_bot"]:
            raise SlackError("cannot_dm_bot")
        channel = workspace.dm(person["id"], workspace.bot)
    whole = call.on("return_im")
    return {"channel": shown(call, channel) if whole else {"id": channel["id"]}}


def join_(call: Call) -> Json:
    channel, bot = call.channel(), call.world.workspace.bot
    if channel["kind"] != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel["archived"]:
        raise SlackError("is_archived")
    already = bot in channel["members"]
    if not already:
        join(call.world, channel, bot, None)
    warning = {"warning": "already_in_channel"} if already else {}
    return {"channel": shown(call, channel), **warning}


def invite(call: Call) -> Json:
    channel, bot = call.channel(), call.world.workspace.bot
    family = FAMILY[channel["kind"]]
    call.scope(f"{family}:manage", f"{family}:write.invites", f"{family}:write")
    if bot not in channel["members"]:
        raise SlackError("not_in_channel")
    for user in str(call.need("users", "no_user")).split(","):
        call.world.workspace.person(user)
        if user in channel["members"]:
            raise SlackError("already_in_channel")
        join(call.world, channel, user, bot)
    return {"channel": shown(call, channel)}


def shown(call: Call, channel: Json) -> Json:
    """Return a channel as Slack's API shows it."""
    bot, kind = call.world.workspace.bot, channel["kind"]
    common = {"id": channel["id"], "created": channel["created"], "is_im": kind == "dm"}
    if kind == "dm":
        other = next(it for it in channel["members"] if it != bot)
        return {**common, "user": other, "is_user_deleted": False, "is_org_shared": False}
    return {
        **common,
        "name": channel["name"],
        "name_normalized": channel["name"],
        "is_channel": kind == "channel",
        "is_group": kind == "private",
        "is_mpim": False,
        "is_private": kind == "private",
        "is_archived": channel["archived"],
        "is_general": channel["name"] == "general",
        "is_member": bot in channel["members"],
        "creator": channel["creator"],
        "topic": {"value": channel["topic"], "creator": "", "last_set": 0},
        "purpose": {"value": channel["purpose"], "creator": "", "last_set": 0},
    }


def _readable(call: Call) -> Json:
    channel = call.channel()
    call.scope(f"{FAMILY[channel['kind']]}:history")
    if call.world.workspace.bot not in channel["members"]:
        raise SlackError("not_in_channel")
    return channel


def _window(call: Call) -> Json:
    """Return oldest and latest as *not included*; a cursor goes on before its message."""
    args, most = call.args, HISTORY
    latest = args.get("cursor") or args.get("latest")
    oldest = args.get("oldest")
    if call.on("inclusive"):
        latest = _beside(latest, 1) if latest else None
        oldest = _beside(oldest, -1) if oldest else None
    return {"limit": call.number("limit", 100, most), "oldest": oldest, "latest": latest}


def _beside(ts: Any, step: int) -> str:
    """Return the timestamp one microsecond later or earlier."""
    seconds, _, micros = str(ts).partition(".")
    try:
        moved = int(seconds) * 1_000_000 + int(micros[:6].ljust(6, "0")) + step
    except ValueError:
        raise SlackError("invalid_ts_latest" if step > 0 else "invalid_ts_oldest") from None
    return f"{moved // 1_000_000}.{moved % 1_000_000:06d}"


def _messages(call: Call, found: list[Json], *, more: bool) -> Json:
    metadata = call.on("include_all_metadata")
    messages = [call.world.messages.slack(it, metadata=metadata) for it in found]
    cursor = {"response_metadata": {"next_cursor": cast("str", found[-1]["ts"])}} if more else {}
    return {"messages": messages, "has_more": more, **cursor}


METHODS = {
    "conversations.info": Method(info),
    "conversations.list": Method(listing, tier=2),
    "conversations.members": Method(members, tier=4),
    "conversations.history": Method(history),
    "conversations.replies": Method(replies),
    "conversations.open": Method(open_, ("im:write",)),
    "conversations.join": Method(join_, ("channels:join",)),
    "conversations.invite": Method(invite),
}

"""People."""

from playground.slack.api import conversations
from playground.slack.api.method import Call, Json, Method, page
from playground.slack.errors import SlackError


def info(call: Call) -> Json:
    person = call.world.workspace.person(str(call.need("user", "user_not_found")))
    return {"user": shown(call, person)}


def listing(call: Call) -> Json:
    everyone = [shown(call, it) for it in call.world.workspace.people.values()]
    found, cursor = page(everyone, call)
    return {"members": found, "cache_ts": 0, "response_metadata": {"next_cursor": cursor}}


def by_email(call: Call) -> Json:
    wanted = str(call.need("email", "users_not_found")).casefold()
    for person in call.world.workspace.people.values():
        if person["email"].casefold() == wanted and not person["is_bot"]:
            return {"user": shown(call, person)}
    raise SlackError("users_not_found")


def channels(call: Call) -> Json:
    """List the channels of a person, of those that the app sees too; of the app by default."""
    workspace = call.world.workspace
    user = workspace.person(str(call.args.get("user") or workspace.bot))["id"]
    wanted = str(call.args.get("types") or "public_channel").split(",")
    kinds = [kind for kind, name in conversations.TYPES.items() if name in wanted]
    for kind in kinds:
        call.scope(f"{conversations.FAMILY[kind]}:read")
    found = [
        conversations.shown(call, it)
        for it in workspace.seen_by(workspace.bot)
        if it["kind"] in kinds and user in it["members"]
    ]
    channels, cursor = page(found, call)
    return {"channels": channels, "response_metadata": {"next_cursor": cursor}}


def shown(call: Call, person: Json) -> Json:
    """Return a person as Slack's API shows them."""
    workspace, admin = call.world.workspace, person["role"] == "admin"
    scopes = workspace.manifest.scopes
    email = scopes is None or "users:read.email" in scopes
    app = workspace.app
    return {
        "id": person["id"],
        "team_id": person.get("team_id") or workspace.team["id"],
        "name": person["name"],
        "deleted": bool(person.get("deleted")),
        "color": person["color"].removeprefix("#"),
        "real_name": person["real_name"],
        "tz": person["tz"],
        "tz_label": "Coordinated Universal Time",
        "tz_offset": 0,
        "profile": {
            "real_name": person["real_name"],
            "display_name": person["name"],
            "real_name_normalized": person["real_name"],
            "display_name_normalized": person["name"],
            "team": workspace.team["id"],
            **({"email": person["email"]} if email and not person["is_bot"] else {}),
            **({"bot_id": app["bot_id"], "api_app_id": app["id"]} if person["is_bot"] else {}),
        },
        "is_admin": admin,
        "is_owner": admin,
        "is_primary_owner": admin,
        "is_restricted": person["role"] == "guest",
        "is_ultra_restricted": False,
        "is_bot": person["is_bot"],
        "is_app_user": False,
        "updated": 0,
    }


METHODS = {
    "users.info": Method(info, ("users:read",), tier=4),
    "users.list": Method(listing, ("users:read",), tier=2),
    "users.lookupByEmail": Method(by_email, ("users:read.email",)),
    "users.conversations": Method(channels),
}

"""User groups: who is mentioned together."""

from playground.slack.api.method import Call, Json, Method
from playground.slack.errors import SlackError


def listing(call: Call) -> Json:
    return {"usergroups": [shown(call, it) for it in call.world.workspace.groups.values()]}


def members(call: Call) -> Json:
    group = str(call.need("usergroup", "no_such_subteam"))
    found = call.world.workspace.groups.get(group)
    if found is None:
        raise SlackError("no_such_subteam")
    return {"users": list(found["users"])}


def shown(call: Call, group: Json) -> Json:
    return {
        "id": group["id"],
        "team_id": call.world.workspace.team["id"],
        "is_usergroup": True,
        "name": group["name"],
        "handle": group["handle"],
        "description": "",
        "user_count": len(group["users"]),
        "date_delete": 0,
    }


METHODS = {
    "usergroups.list": Method(listing, ("usergroups:read",), tier=2),
    "usergroups.users.list": Method(members, ("usergroups:read",), tier=2),
}

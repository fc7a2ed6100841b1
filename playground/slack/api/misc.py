"""Methods about the app and its workspace as a whole."""

from playground.slack.api.method import Call, Json, Method
from playground.slack.errors import SlackError
from playground.slack.limits import check_blocks, check_message, check_view


def auth_test(call: Call) -> Json:
    workspace = call.world.workspace
    return {
        "url": f"{call.world.url}/",
        "team": workspace.team["name"],
        "user": workspace.people[workspace.bot]["name"],
        "team_id": workspace.team["id"],
        "user_id": workspace.bot,
        "bot_id": workspace.app["bot_id"],
        "is_enterprise_install": False,
    }


def api_test(call: Call) -> Json:
    """Answer what was asked, for whoever tries the connection."""
    if error := call.args.get("error"):
        raise SlackError(str(error), args=call.args)
    return {"args": call.args}


def connections_open(call: Call) -> Json:
    address = call.world.url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={call.world.sockets.ticket()}"}


def team_info(call: Call) -> Json:
    team = call.world.workspace.team
    return {"team": {**team, "email_domain": "", "icon": {"image_default": True}}}


def bots_info(call: Call) -> Json:
    app, workspace = call.world.workspace.app, call.world.workspace
    if call.args.get("bot", app["bot_id"]) != app["bot_id"]:
        raise SlackError("bot_not_found")
    bot = {"id": app["bot_id"], "deleted": False, "name": app["name"], "updated": 0}
    return {"bot": {**bot, "app_id": app["id"], "user_id": workspace.bot, "icons": {}}}


def validate_blocks(call: Call) -> Json:
    args = call.args
    if "view" in args:
        wrong = check_view(args["view"])
    elif "message" in args:
        wrong = check_message(args["message"])
    else:
        wrong = check_blocks(call.need("blocks"))
    if wrong:
        raise SlackError("invalid_blocks", wrong)
    return {}


METHODS = {
    "api.test": Method(api_test, tier=4),
    "auth.test": Method(auth_test, tier=4),
    "apps.connections.open": Method(connections_open, tier=3, token="app"),  # noqa: S106  # a kind
    "team.info": Method(team_info, ("team:read",)),
    "bots.info": Method(bots_info, ("users:read",)),
    "blocks.validate": Method(validate_blocks, tier=4),
}

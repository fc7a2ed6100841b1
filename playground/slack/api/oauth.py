"""Methods with which an app gets its token, renews it and gives it back."""

import secrets

from playground.slack import leaving
from playground.slack.api.method import Call, Json, Method
from playground.slack.errors import SlackError


def access(call: Call) -> Json:
    _check_client(call)
    installs = call.world.installs
    if call.args.get("grant_type") == "refresh_token":
        return installs.refresh(str(call.need("refresh_token", "invalid_refresh_token")))
    code = str(call.need("code", "invalid_code"))
    return installs.redeem(code, str(call.args.get("redirect_uri") or ""))


def revoke(call: Call) -> Json:
    """Take back the token that asks, which is all of the app."""
    if not call.on("test"):
        leaving.uninstall(call.world)
    return {"revoked": not call.on("test")}


def uninstall(call: Call) -> Json:
    _check_client(call)
    leaving.uninstall(call.world)
    return {}


def _check_client(call: Call) -> None:
    given = (str(call.args.get("client_id")), str(call.args.get("client_secret")))
    known = (call.world.tokens["client_id"], call.world.tokens["client_secret"])
    if given[0] != known[0]:
        raise SlackError("invalid_client_id")
    if not secrets.compare_digest(given[1], known[1]):
        raise SlackError("bad_client_secret")


METHODS = {
    "oauth.v2.access": Method(access, tier=4, token="none"),  # noqa: S106  # a kind
    "auth.revoke": Method(revoke, tier=3),
    "apps.uninstall": Method(uninstall, tier=1),
}

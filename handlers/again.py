"""Do a command once more, by a button: its modal came too late for Slack."""

import json

from slack_bolt import App, BoltRequest

from handlers.bodies import Json
from handlers.stage import Ack, Stage
from handlers.views import again


def register(app: App, stage: Stage) -> None:
    def press(ack: Ack, body: Json, action: Json) -> None:
        """Someone wants what was too late, now that Slack gives us three seconds anew."""
        ack()
        said: Json = json.loads(action["value"])
        app.dispatch(BoltRequest(body=repeated(body, said), mode="socket_mode"))

    app.action(again.PRESS)(stage(press))


def repeated(body: Json, said: Json) -> Json:
    """Return the command that was *said* as if it came now, from whoever pressed."""
    user, team = body["user"], body["team"]
    channel: Json = body.get("channel") or {}
    return {
        "command": said["command"],
        "text": said["text"],
        "trigger_id": body["trigger_id"],
        "event_id": f"again:{body['trigger_id']}",  # it is not the press that comes twice
        "response_url": body.get("response_url", ""),
        "user_id": user["id"],
        "user_name": user.get("username") or user.get("name", ""),
        "team_id": team["id"],
        "team_domain": team.get("domain", ""),
        "channel_id": channel.get("id", ""),
        "channel_name": channel.get("name", ""),
        "api_app_id": body.get("api_app_id", ""),
        "token": body.get("token", ""),
    }

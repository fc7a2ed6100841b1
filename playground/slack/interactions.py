"""The payloads of what people do, in Slack's full shape."""

from typing import Any

from playground.slack.workspace import Workspace

Json = dict[str, Any]


class Interactions:
    """Builds payloads; *token* is the old verification token that Slack still sends."""

    def __init__(self, workspace: Workspace, token: str) -> None:
        self._workspace, self._token = workspace, token

    def command(self, person: Json, channel: Json, command: str, text: str) -> Json:
        """Build what a slash command sends, without `response_url` and `trigger_id`."""
        team = self._workspace.team
        return {
            "token": self._token,
            "team_id": team["id"],
            "team_domain": team["domain"],
            "channel_id": channel["id"],
            "channel_name": self.channel_name(channel),
            "user_id": person["id"],
            "user_name": person["name"],
            "command": command,
            "text": text,
            "api_app_id": self._workspace.app["id"],
            "is_enterprise_install": "false",
        }

    def common(self, kind: str, person: Json) -> Json:
        team = self._workspace.team
        return {
            "type": kind,
            "token": self._token,
            "team": {"id": team["id"], "domain": team["domain"]},
            "user": self.user(person),
            "api_app_id": self._workspace.app["id"],
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def user(self, person: Json) -> Json:
        name, team = person["name"], self._workspace.team["id"]
        return {"id": person["id"], "username": name, "name": name, "team_id": team}

    def channel(self, channel: Json) -> Json:
        return {"id": channel["id"], "name": self.channel_name(channel)}

    def channel_name(self, channel: Json) -> str:
        """Return what Slack calls it here: it does not name who is in a conversation."""
        hidden = {"dm": "directmessage", "private": "privategroup"}
        return hidden.get(channel["kind"], str(channel["name"]))

    def in_message(self, channel: Json, message: Json, *, ephemeral: bool) -> Json:
        """Build where something was pressed: on a message."""
        thread = {"thread_ts": message["thread_ts"]} if message.get("thread_ts") else {}
        return {
            "container": {
                "type": "message",
                "message_ts": message["ts"],
                "channel_id": channel["id"],
                "is_ephemeral": ephemeral,
                **thread,
            },
            "channel": self.channel(channel),
            "message": message,
        }

    def in_view(self, view: Json) -> Json:
        return {"container": {"type": "view", "view_id": view["id"]}, "view": view}

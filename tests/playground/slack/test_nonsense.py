"""Whatever is asked, the answer is an answer."""

from typing import Any

import requests
from slack_sdk import WebClient

from playground.person import Json, Person
from playground.slack.api.methods import METHODS
from playground.slack.person.routes import ROUTES
from playground.slack.testing import Running
from tests.playground.slack.conftest import Opening
from tests.playground.slack.forms import asked, button, modal

STRANGE: list[Any] = [1, "x", [1], {}, {"type": "modal"}]
FIELDS = (
    *("blocks", "chunks", "files", "view", "metadata", "prompts", "text", "markdown_text"),
    *("thread_ts", "ts", "limit", "cursor", "latest", "oldest", "length", "users", "user"),
)


def test_no_method_trips_over_nonsense(slack: Running, ben: Person) -> None:
    channel, bot = ben.channel("tuning"), ben.get("workspace")["app"]["bot_user"]
    known = {"channel": channel, "channel_id": channel, "user_id": ben.user, "recipient": bot}
    known["test"] = "true"  # or else the app would be gone
    tokens = {"app": slack.app_token, "bot": slack.bot_token, "none": ""}
    with requests.Session() as session:
        for name, method in METHODS.items():
            session.headers["authorization"] = f"Bearer {tokens[method.token]}"
            for field, value in ((field, value) for field in FIELDS for value in STRANGE):
                body = {"text": "a", "ts": "1.000001", "thread_ts": "1.1", **known, field: value}
                answer = session.post(f"{slack.api_url}{name}", json=body, timeout=5)
                assert answer.status_code == 200
                assert answer.json().get("error") != "internal_error", (name, field, value)


def test_no_door_for_people_does_either(
    slack: Running, ben: Person, opening: Opening, client: WebClient
) -> None:
    channel = ben.channel("tuning")
    posted: Any = client.chat_postMessage(channel=channel, text="a", blocks=[button("go")])
    with opening.connected():
        view = opening(modal(asked("it"), asked("file", "file_input")))
    known: Json = {
        "as": ben.user,
        "channel": channel,
        "ts": posted["ts"],
        "command": "/tune",
        "callback_id": "x",
        "block_id": "it",
        "action_id": "it",
        "view_id": view["id"],
    }
    files = {"file": {"file": {"type": "file_input", "files": 1}}}
    strange: list[Any] = [
        *STRANGE,
        {"it": 1},
        {"it": {"it": 1}},
        {"it": {"it": {"value": []}}},
        files,
    ]
    fields = ("text", "files", "values", "container", "block_id", "name", "user", "after", "value")
    with requests.Session() as session:
        for path in _doors(channel, view["id"]):
            for field, value in ((field, value) for field in fields for value in strange):
                body = {**known, field: value}
                answer = session.post(slack.url + path, json=body, timeout=5)
                assert answer.status_code < 500, (path, field, value, answer.text)
            assert session.post(slack.url + path, data=b"\xff[", timeout=5).status_code == 400


def _doors(channel: str, view: str) -> list[str]:
    paths = {route.path for route in ROUTES if "POST" in (route.methods or set())}
    kept = paths - {"/person/files"}  # takes whatever bytes
    kept = {path for path in kept if not path.endswith(("/archive", "/leave", "/close"))}
    return sorted(it.replace("{channel}", channel).replace("{view}", view) for it in kept)

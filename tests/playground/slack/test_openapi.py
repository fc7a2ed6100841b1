"""Each answer of `/person/` is as its description says."""

import re
from typing import Any

import pytest
import requests
from jsonschema import Draft202012Validator
from slack_bolt import Ack, App

from playground.person import Json, Person
from playground.slack.person.routes import ROUTES
from playground.slack.testing import Running
from tests.playground.slack.conftest import Opening
from tests.playground.slack.forms import asked, button, modal, plain, section


class Contract:
    """Asks as a page would, and holds question and answer to the description."""

    def __init__(self, slack: Running, user: str) -> None:
        self._url, self._user = slack.url, user
        self._document = requests.get(f"{slack.url}/person/openapi.json", timeout=5).json()
        self.asked: set[str] = set()

    def get(self, path: str, **query: Any) -> Json:
        params = {"as": self._user, **query}
        url = f"{self._url}/person/{path}"
        return self._held("get", path, requests.get(url, params=params, timeout=10))

    def post(self, path: str, **fields: Any) -> Json:
        body = {"as": self._user, **fields}
        template, operation = self._operation("post", path)
        content = operation["requestBody"]["content"]
        if "application/json" in content:
            self._check(body, content["application/json"]["schema"], f"question {template}")
        answer = requests.post(f"{self._url}/person/{path}", json=body, timeout=10)
        return self._held("post", path, answer)

    def upload(self, name: str, content: bytes) -> Json:
        params, url = {"as": self._user, "name": name}, f"{self._url}/person/files"
        answer = requests.post(url, params=params, data=content, timeout=10)
        return self._held("post", "files", answer)

    def missing(self) -> set[str]:
        return {f"{m} {path}" for path, ops in self._document["paths"].items() for m in ops} - {
            *self.asked,
            *(f"parameters {path}" for path in self._document["paths"]),
        }

    def _held(self, method: str, path: str, answer: requests.Response) -> Json:
        template, operation = self._operation(method, path)
        self.asked.add(f"{method} {template}")
        status = "200" if answer.ok else "default"
        schema = operation["responses"][status]["content"]["application/json"]["schema"]
        found: Json = answer.json()
        self._check(found, schema, f"answer {template}")
        return found

    def _operation(self, method: str, path: str) -> tuple[str, Json]:
        for template, operations in self._document["paths"].items():
            pattern = re.sub(r"\{\w+\}", "[^/]+", template)
            if re.fullmatch(pattern, f"/person/{path}") and method in operations:
                return template, operations[method]
        raise LookupError(f"{method} {path} is not described")

    def _check(self, value: Any, schema: Json, what: str) -> None:
        whole = {"components": self._document["components"], **schema}
        errors = [error.message for error in Draft202012Validator(whole).iter_errors(value)]
        assert not errors, (what, errors)


@pytest.fixture
def contract(slack: Running, ben: Person) -> Contract:
    return Contract(slack, ben.user)


def test_every_answer_is_as_described(
    app: App, ben: Person, opening: Opening, contract: Contract
) -> None:
    channel = ben.channel("tuning")
    _answering(app)
    with opening.connected():
        _channels_and_messages(contract, channel)
        _commands_and_views(contract, channel, opening)
        _home_and_buttons(contract, channel, app)
    contract.get("changes", since=0)
    contract.get("journal", since=0)
    contract.post("sockets", do="look")
    contract.post("app/uninstall")
    assert contract.missing() == {
        "get /person/events",  # a stream: see test_person
        "get /person/files/{file}/{key}/{name}",  # bytes: see test_files
    }


def _answering(app: App) -> None:
    @app.view("form")
    def submitted(ack: Ack) -> None:
        ack()

    @app.action("go")
    def pressed(ack: Ack) -> None:
        ack()

    @app.options("model")
    def offered(ack: Ack) -> None:
        ack(options=[{"text": plain("One"), "value": "1"}])


def _commands_and_views(contract: Contract, channel: str, opening: Opening) -> None:
    contract.post("commands", channel=channel, command="/nope")
    contract.post("commands", channel=channel, command="/tune", text="help")
    contract.post("shortcuts", callback_id="nowhere")
    view = opening(modal(asked("name"), asked("model", "external_select", optional=True)))
    container = {"type": "view", "view_id": view["id"]}
    picked = {"block_id": "model", "action_id": "model"}
    contract.get("views")
    contract.post("options", container=container, **picked, value="i")
    contract.post(f"views/{view['id']}/submit", values={})
    values = {"name": {"name": {"type": "plain_text_input", "value": "a"}}}
    contract.post(f"views/{view['id']}/submit", values=values)
    view = opening(modal(section("a"), submit=None))
    contract.post(f"views/{view['id']}/close")


def _home_and_buttons(contract: Contract, channel: str, app: App) -> None:
    user = contract.get("workspace")["me"]
    app.client.views_publish(user_id=user, view={"type": "home", "blocks": [section("a")]})
    contract.get("home")
    posted: Any = app.client.chat_postMessage(
        channel=channel, text="a", blocks=[button("go")], metadata=METADATA
    )
    place = {"type": "message", "channel": channel, "ts": posted["ts"]}
    contract.post("actions", container=place, block_id="buttons", action_id="go")
    app.client.reactions_add(channel=channel, timestamp=posted["ts"], name="thumbsup")
    contract.get(f"channels/{channel}/messages")


METADATA = {"event_type": "job", "event_payload": {"key": "1"}}


def _channels_and_messages(contract: Contract, channel: str) -> None:
    contract.get("openapi.json")
    contract.get("emoji.json")
    chloe = contract.get("workspace")["people"][2]["id"]
    lab = contract.post("channels", name="lab", private=True)["channel"]["id"]
    contract.post(f"channels/{lab}/invite", user=chloe)
    contract.post(f"channels/{lab}/leave", user=chloe)
    contract.post(f"channels/{lab}/archive")
    file = contract.upload("a.csv", b"a,b\n")["file"]["id"]
    contract.post("files/sample", name="increment.csv")
    root = contract.post("messages", channel=channel, text="a", files=[file])["message"]["ts"]
    contract.post("messages", channel=channel, text="b", thread_ts=root)
    contract.post("messages", channel="C0NOWHERE", text="refused")
    contract.get(f"channels/{channel}/messages", thread_ts=root)


def test_every_route_is_described(contract: Contract) -> None:
    routes = {
        (method.lower(), re.sub(r":path", "", route.path))
        for route in ROUTES
        for method in (route.methods or set()) - {"HEAD"}
    }
    described = {tuple(it.split(" ")) for it in contract.missing()}
    assert routes == described

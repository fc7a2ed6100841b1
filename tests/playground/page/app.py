"""A small app, on the real Bolt over Socket Mode, that opens forms and remembers what it hears."""

import queue
import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from tests.playground.page.kit import Json, Local, button, modal, option, plain
from tests.playground.page.kit import field as input_of

BASES = [option("Small", "small"), option("Large", "large")]
FORM = modal(
    "Tune a model",
    input_of("name", "Name", {"type": "plain_text_input"}),
    input_of(
        "base",
        "Base model",
        {"type": "static_select", "options": BASES, "initial_option": BASES[0]},
        hint=plain("What it starts from."),
    ),
    input_of("file", "Examples", {"type": "file_input", "filetypes": ["csv"], "max_files": 1}),
    input_of(
        "epochs",
        "Epochs",
        {"type": "number_input", "is_decimal_allowed": False, "initial_value": "5"},
    ),
    input_of(
        "who",
        "Who may ask it",
        {"type": "radio_buttons", "options": [option("This channel"), option("Only me")]},
        optional=True,
    ),
    input_of(
        "near",
        "Like",
        {"type": "external_select", "min_query_length": 1},
        optional=True,
    ),
    input_of("mates", "With", {"type": "multi_users_select"}, optional=True),
    {"type": "actions", "block_id": "more", "elements": [button("Explain", "explain")]},
    callback_id="form",
)


@dataclass(slots=True)
class Heard:
    """What the app was sent, oldest first."""

    submitted: "queue.Queue[Json]" = field(default_factory=queue.Queue[Json])
    pressed: "queue.Queue[Json]" = field(default_factory=queue.Queue[Json])
    errors: dict[str, str] = field(default_factory=dict[str, str])

    def forget(self) -> None:
        self.submitted, self.pressed, self.errors = queue.Queue(), queue.Queue(), {}

    def form(self) -> Json:
        """Return the values of the next form that is sent."""
        return self.submitted.get(timeout=10)["state"]["values"]

    def action(self) -> Json:
        return self.pressed.get(timeout=10)["actions"][0]


def _commands(app: App) -> None:
    @app.command("/tune")
    def tune(ack: Any, body: Json, client: Any) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.command("/models")
    def models(ack: Any) -> None:
        ack("Nothing is tuned yet.")


def _forms(app: App, heard: Heard) -> None:
    @app.view("form")
    def submitted(ack: Any, view: Json) -> None:
        heard.submitted.put(view)
        ack(**({"response_action": "errors", "errors": heard.errors} if heard.errors else {}))

    @app.action("explain")
    def explain(ack: Any, body: Json, client: Any) -> None:
        ack()
        if body["view"]["blocks"][0]["type"] == "section":
            client.views_push(trigger_id=body["trigger_id"], view=modal("More"))
            return
        words = {"type": "section", "text": plain("Epochs are passes over your lines.")}
        view = {**FORM, "blocks": [words, *FORM["blocks"]]}
        client.views_update(view_id=body["view"]["id"], view=view)

    @app.options("near")
    def near(ack: Any, payload: Json) -> None:
        ack(options=[option(f"{payload['value']} {end}") for end in ("one", "two")])


def _rest(app: App, heard: Heard) -> None:
    @app.action(re.compile("^press"))
    def press(ack: Any, body: Json) -> None:
        heard.pressed.put(body)
        ack()

    @app.event("app_home_opened")
    def home(event: Json, client: Any) -> None:
        blocks = [
            {"type": "header", "text": plain("Your models")},
            {"type": "actions", "elements": [button("Refresh", "press")]},
        ]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.event("message")
    def message() -> None:
        """Messages are nothing to this app."""


@contextmanager
def connected(local: Local) -> Generator[Heard]:
    """Run the app while the block lasts."""
    heard = Heard()
    app = App(client=local.client, token_verification_enabled=False)
    _commands(app)
    _forms(app, heard)
    _rest(app, heard)
    handler = SocketModeHandler(app, local.running.app_token)
    handler.client.web_client = local.client
    handler.connect()
    try:
        yield heard
    finally:
        handler.close()

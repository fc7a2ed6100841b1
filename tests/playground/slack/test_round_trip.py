"""A person types, an app answers, both through what is real."""

from slack_bolt import Ack, App
from slack_sdk import WebClient

from playground.person import Json, Person
from playground.slack.testing import Running
from tests.playground.slack.conftest import Box, connected, until
from tests.playground.slack.forms import asked, modal, section


def test_a_command_opens_a_form_whose_answer_becomes_a_message(
    slack: Running, app: App, ben: Person, box: Box
) -> None:
    @app.command("/tune")
    def open_form(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal(asked("name")))
        box.put(body)

    @app.view("form")
    def submitted(ack: Ack, view: Json, client: WebClient) -> None:
        name = view["state"]["values"]["name"]["name"]["value"]
        ack(response_action="update", view=modal(section("Thanks"), submit=None))
        client.chat_postMessage(channel=tuning, text=f"Hello {name}")

    tuning = ben.channel("tuning")
    with connected(slack, app):
        assert ben.command(tuning, "/tune", "me @Ada") == {"ok": True}
        form = ben.until(ben.view)
        answer = ben.submit(form, name="Ben")

        assert answer == {"ok": True, "response_action": "update"}
        posted = until(lambda: ben.messages(tuning))
    assert [(it["text"], "bot_id" in it) for it in posted] == [("Hello Ben", True)]
    updated = ben.view()
    assert updated
    assert updated["id"] == form["id"]
    assert updated["hash"] != form["hash"]


def test_a_command_carries_what_slack_sends(
    slack: Running, app: App, ben: Person, box: Box
) -> None:
    @app.command("/tune")
    def take(ack: Ack, body: Json) -> None:
        ack()
        box.put(body)

    with connected(slack, app):
        ben.command(ben.channel("tuning"), "/tune", "a < b")
        body = box.first()
    assert set(body) == {
        *("token", "team_id", "team_domain", "channel_id", "channel_name", "user_id"),
        *("user_name", "command", "text", "api_app_id", "is_enterprise_install"),
        *("response_url", "trigger_id"),
    }
    assert (body["command"], body["text"]) == ("/tune", "a &lt; b")
    assert (body["channel_name"], body["user_name"]) == ("tuning", "ben")


def test_words_in_an_ack_are_whispered_to_the_person(slack: Running, app: App, ben: Person) -> None:
    @app.command("/tune")
    def answer(ack: Ack) -> None:
        ack("Only for you")

    channel = ben.channel("tuning")
    ada = Person.named(slack.url, "Ada")
    with connected(slack, app):
        ben.command(channel, "/tune")
    assert [(it["text"], it["ephemeral"]) for it in ben.messages(channel)] == [
        ("Only for you", True)
    ]
    assert ada.messages(channel) == []

"""Forms: opened, stacked, filled in, refused."""

from pathlib import Path
from typing import Any, cast

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from playground.person import Json, Person, Refused
from playground.slack.testing import running
from tests.playground.slack.conftest import Box, Opening, client_of, until
from tests.playground.slack.forms import asked, button, modal, plain, section

MEGABYTE = 1024 * 1024


def error_of(call: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    response = cast("Any", caught.value.response)
    return response["error"]


def test_a_trigger_opens_one_view(client: WebClient, opening: Opening) -> None:
    view = modal(section("a"))
    with opening.connected():
        trigger = opening.trigger()
    client.views_open(trigger_id=trigger, view=view)
    again = error_of(client.views_open, trigger_id=trigger, view=view)
    unknown = error_of(client.views_open, trigger_id="1.2.3", view=view)
    assert (again, unknown) == ("exchanged_trigger_id", "invalid_trigger_id")


def test_a_trigger_expires(tmp_path: Path) -> None:
    with running(tmp_path, trigger_life=0.0) as slack:
        app, ben = App(client=client_of(slack)), Person.named(slack.url, "Ben")
        opening = Opening(slack, app, ben).listen()
        with opening.connected():
            trigger = opening.trigger()
        view = modal(section("a"))
        error = error_of(app.client.views_open, trigger_id=trigger, view=view)
    assert error == "expired_trigger_id"


def test_a_refused_view_does_not_spend_the_trigger(client: WebClient, opening: Opening) -> None:
    with opening.connected():
        trigger = opening.trigger()
    bad = modal(section("a")) | {"title": plain("t" * 25)}
    assert error_of(client.views_open, trigger_id=trigger, view=bad) == "invalid_arguments"
    client.views_open(trigger_id=trigger, view=modal(section("a")))


def test_three_modals_lie_over_each_other_and_no_more(
    app: App, ben: Person, opening: Opening
) -> None:
    triggers = Box()

    @app.action("deeper")
    def deeper(ack: Ack, body: Json) -> None:
        ack()
        triggers.put(body["trigger_id"])

    view = modal(button("deeper"))
    with opening.connected():
        opening(view)
        for count in (1, 2, 3):
            top = ben.view()
            assert top
            ben.press(top, "deeper")
            trigger = triggers.all(count)[-1]
            if count < 3:
                app.client.views_push(trigger_id=trigger, view=view)
        assert error_of(app.client.views_push, trigger_id=trigger, view=view) == (
            "push_limit_reached"
        )
    views: list[Json] = ben.get("views")["views"]
    assert [it["previous_view_id"] for it in views] == [None, views[0]["id"], views[1]["id"]]
    assert {it["root_view_id"] for it in views} == {views[0]["id"]}


def test_an_old_hash_is_a_conflict(client: WebClient, opening: Opening) -> None:
    with opening.connected():
        view = opening(modal(section("a")))
    update: Any = {"view_id": view["id"], "view": modal(section("b")), "hash": view["hash"]}
    client.views_update(**update)
    assert error_of(client.views_update, **update) == "hash_conflict"


def test_what_is_entered_survives_an_update(app: App, ben: Person, opening: Opening) -> None:
    @app.action("more")
    def more(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        blocks = [asked("name"), asked("size"), button("more")]
        client.views_update(view_id=body["view"]["id"], view=modal(*blocks))
        submitted.put(body["view"]["state"]["values"])

    submitted = Box()
    with opening.connected():
        view = opening(modal(asked("name"), button("more")))
        typed = {"name": {"name": {"type": "plain_text_input", "value": "Roman"}}}
        ben.press(view, "more", values=typed)
        assert submitted.first()["name"]["name"]["value"] == "Roman"
        until(lambda: "size" in (ben.view() or {"state": {"values": {}}})["state"]["values"])
    now = ben.view()
    assert now
    assert now["state"]["values"]["name"]["name"]["value"] == "Roman"


@pytest.mark.parametrize(
    ("field", "entered", "words"),
    [
        (asked("it"), "", "Please complete this required field."),
        (asked("it", max_length=3), "abcd", "Please use at most 3 characters."),
        (asked("it", min_length=3), "ab", "Please use at least 3 characters."),
        (asked("it", "number_input", is_decimal_allowed=False), "1.5", "enter a whole number."),
        (asked("it", "number_input", is_decimal_allowed=True), "x", "enter a number."),
        (
            asked("it", "number_input", is_decimal_allowed=True, max_value="1"),
            "2",
            "a number of at most 1.",
        ),
        (asked("it", "email_text_input"), "ben", "a valid email address."),
        (asked("it", "url_text_input"), "ben", "a valid URL."),
    ],
)
def test_slacks_own_form_refuses_first(
    ben: Person, opening: Opening, field: Json, entered: str, words: str
) -> None:
    with opening.connected():
        view = opening(modal(field))
    with pytest.raises(Refused) as refused:
        ben.submit(view, it=entered)
    assert words in refused.value.errors["it"]
    shown = ben.view()
    assert shown
    assert shown["errors"] == refused.value.errors


def test_the_apps_errors_stand_at_their_fields_and_the_answers_stay(
    app: App, ben: Person, opening: Opening
) -> None:
    @app.view("form")
    def refuse(ack: Ack) -> None:
        ack(response_action="errors", errors={"name": "Taken."})

    with opening.connected():
        view = opening(modal(asked("name")))
        with pytest.raises(Refused) as refused:
            ben.submit(view, name="Roman")
    assert refused.value.errors == {"name": "Taken."}
    shown = ben.view()
    assert shown
    assert shown["state"]["values"]["name"]["name"]["value"] == "Roman"


def test_errors_for_a_field_that_is_not_there_are_trouble(
    app: App, ben: Person, opening: Opening
) -> None:
    @app.view("form")
    def refuse(ack: Ack) -> None:
        ack(response_action="errors", errors={"nowhere": "Taken."})

    with opening.connected():
        view = opening(modal(asked("name")))
        with pytest.raises(Refused, match="trouble connecting"):
            ben.submit(view, name="a")
    assert ben.view()


@pytest.mark.parametrize(("action", "left"), [("push", 2), ("clear", 0), (None, 0)])
def test_an_answer_can_push_clear_or_close(
    app: App, ben: Person, opening: Opening, action: str | None, left: int
) -> None:
    @app.view("form")
    def answer(ack: Ack) -> None:
        ack(response_action=action, view=modal(section("next")) if action == "push" else None)

    with opening.connected():
        view = opening(modal(asked("name")))
        assert ben.submit(view, name="a")["response_action"] == action
    assert len(ben.get("views")["views"]) == left


def test_a_file_of_a_form_reaches_the_app_whole(app: App, ben: Person, opening: Opening) -> None:
    @app.view("form")
    def take(ack: Ack, view: Json, client: WebClient) -> None:
        ack()
        (file,) = view["state"]["values"]["data"]["data"]["files"]
        given.put(file)
        given.put(client.files_info(file=file["id"])["file"])

    given = Box()
    with opening.connected():
        view = opening(modal(asked("data", "file_input")))
        file = ben.upload("pairs.csv", b"a,b\n")
        assert ben.submit(view, data=[file["id"]])["ok"]
        first, second = given.all(2)
    assert first["id"] == second["id"] == file["id"]
    assert (second["name"], second["size"], second["filetype"]) == ("pairs.csv", 4, "csv")


def test_a_form_refuses_a_file_over_ten_megabytes(ben: Person, opening: Opening) -> None:
    with opening.connected():
        view = opening(modal(asked("data", "file_input")))
    file = ben.upload("big.csv", b"a" * (10 * MEGABYTE + 1))
    with pytest.raises(Refused) as refused:
        ben.submit(view, data=[file["id"]])
    words = "big.csv is 10.0 MB. Files in forms can be at most 10 MB."
    assert refused.value.errors == {"data": words}


def test_closing_is_told_where_the_app_wants_it(app: App, ben: Person, opening: Opening) -> None:
    @app.view_closed("form")
    def closed(ack: Ack, body: Json) -> None:
        ack()
        heard.put(body)

    heard = Box()
    with opening.connected():
        view = opening(modal(section("a"), notify_on_close=True))
        ben.close(view)
        body = heard.first()
    assert (body["type"], body["view"]["id"], body["is_cleared"]) == (
        *("view_closed", view["id"]),
        False,
    )
    assert ben.view() is None


def test_a_select_asks_the_app_for_options(app: App, ben: Person, opening: Opening) -> None:
    @app.options("model")
    def offer(ack: Ack, body: Json) -> None:
        ack(options=[{"text": plain(body["value"] + "!"), "value": "1"}])

    with opening.connected():
        view = opening(modal(asked("model", "external_select")))
        answer = ben.post(
            "options",
            container={"type": "view", "view_id": view["id"]},
            block_id="model",
            action_id="model",
            value="inc",
        )
    assert [it["text"]["text"] for it in answer["options"]] == ["inc!"]

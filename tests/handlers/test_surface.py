"""Words find the person: each way in turn, and the next where one fails."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.errors import TunerError
from handlers.bodies import place
from handlers.surface import PAUSES, TRIES, Surface, WayBack
from handlers.views import kit, notice
from tests.handlers.recording import RecordingSlack, ResponseUrl

IN_THREAD = {"channel": {"id": "C1"}, "message": {"ts": "2.0", "thread_ts": "1.0"}}
ON_A_CARD = {"channel": {"id": "C1"}, "message": {"ts": "1.0", "thread_ts": "1.0"}}
IN_DM = {"channel": {"id": "D1"}, "message": {"ts": "2.0", "thread_ts": "1.0"}}
FROM_THREAD = {"view": {"private_metadata": '{"channel": "C1", "thread_ts": "1.0"}'}}
MENTION = {"event": {"channel": "C1", "ts": "2.0", "thread_ts": "1.0"}}
COMMAND = {"command": "/tune", "channel_id": "C1", "trigger_id": "t"}
ON_HOME = {"type": "block_actions", "view": {"id": "V1", "type": "home", "private_metadata": ""}}
BACK = WayBack(lambda words: notice.build(f"Form. {words}"), kit.button("x", "Back"))
MESSAGE = kit.Message(text="It is done.")


def surface(
    body: dict[str, Any], *, modal: str = "", status: int = 200, **refusals: str
) -> Surface:
    slack = RecordingSlack(views_open={"view": {"id": "V9"}})
    slack.refusals = {method.replace("_", "."): error for method, error in refusals.items()}
    return Surface("T1", "U1", body, slack, ResponseUrl(slack, status), modal or None)


def calls(of: Surface) -> list[Any]:
    assert isinstance(of.client, RecordingSlack)
    return of.client.calls


def told(of: Surface) -> list[str]:
    """Return the ways that were tried."""
    of.tell("psst")
    return [method for method, _ in calls(of)]


def test_an_open_modal_comes_first() -> None:
    assert told(surface(IN_THREAD, modal="V1")) == ["views.update"]


def test_nothing_more_is_shown_to_somebody_who_has_closed_the_modal() -> None:
    here = surface(IN_THREAD, modal="V1", views_update="not_found")

    here.show(notice.build("It is done."))

    assert [method for method, _ in calls(here)] == ["views.update"]


@pytest.mark.parametrize(
    ("refusal", "level"), [("internal_error", "WARNING"), ("invalid_blocks", "ERROR")]
)
def test_only_a_mistake_of_ours_is_an_error_in_the_log(
    caplog: pytest.LogCaptureFixture, refusal: str, level: str
) -> None:
    told(surface(IN_THREAD, chat_postEphemeral=refusal))

    assert [it.levelname for it in caplog.records if "surface.failed" in it.message] == [level]


@pytest.mark.parametrize("body", [IN_THREAD, FROM_THREAD, MENTION])
def test_in_a_thread_only_the_person_sees_it(body: dict[str, Any]) -> None:
    assert told(surface(body)) == ["chat.postEphemeral"]


def test_in_a_conversation_with_the_app_it_is_a_message() -> None:
    """Slack says ok to an ephemeral message there, and shows nothing."""
    assert told(surface(IN_DM)) == ["chat.postMessage"]


def test_on_a_card_in_the_channel_it_goes_to_the_channel_and_not_to_the_thread() -> None:
    here = surface(ON_A_CARD)

    assert told(here) == ["chat.postEphemeral"]
    assert "thread_ts" not in calls(here)[0][1]


@pytest.mark.parametrize(
    "body", [COMMAND, ON_A_CARD | {"container": {"type": "message", "is_ephemeral": True}}]
)
def test_after_a_command_or_on_what_only_one_person_sees_it_is_a_response(
    body: dict[str, Any],
) -> None:
    assert told(surface(body)) == ["respond"]


def test_where_one_way_fails_the_next_is_tried_and_nothing_is_raised() -> None:
    ways = ["views.update", "chat.postEphemeral", "respond", "chat.postMessage"]
    broken = {way.replace(".", "_"): "fatal_error" for way in ways}

    again = ["views.update"] * len(PAUSES)  # nothing else may be done twice
    assert told(surface(IN_THREAD, modal="V1", status=404, **broken)) == [*again, *ways]


def test_a_modal_is_shown_again_where_slack_gave_no_answer() -> None:
    here = surface({}, modal="V1", views_update="internal_error")
    with pytest.raises(SlackApiError):
        here.show(notice.build("It is done."))
    assert [method for method, _ in calls(here)] == ["views.update"] * (1 + len(PAUSES))

    refused = surface({}, modal="V1", views_update="invalid_arguments")
    with pytest.raises(SlackApiError):
        refused.show(notice.build("It is done."))
    assert len(calls(refused)) == 1


def test_what_a_modal_can_not_show_comes_as_a_message() -> None:
    here = surface({}, modal="V1", views_update="internal_error")
    here.offer(notice.build("x"), MESSAGE)

    assert [method for method, _ in calls(here)][-1] == "chat.postMessage"


def test_where_there_is_no_way_back_any_more_the_words_come_alone() -> None:
    def begun(words: str) -> kit.View:
        raise TunerError(f"It is started already: {words}")

    here = surface({}, modal="V1")
    here.otherwise = WayBack(begun)
    here.tell("Slack did not answer.")

    assert calls(here)[0][1]["view"] == notice.build("Slack did not answer.")


def test_links_and_mentions_in_words_are_only_text() -> None:
    here = surface(IN_THREAD)
    here.tell("<!channel>")

    assert calls(here)[0][1]["text"] == "&lt;!channel&gt;"


def test_a_refusal_shows_the_form_again() -> None:
    here = surface({}, modal="V1")
    here.otherwise = BACK
    here.tell("No & no.")

    assert "Form. No &amp; no." in str(calls(here)[0][1]["view"])


def test_if_the_form_was_closed_a_message_leads_back_to_it() -> None:
    here = surface({}, modal="V1", status=404, views_update="not_found")
    here.otherwise = BACK
    here.tell("No.")

    [message] = [sent for method, sent in calls(here) if method == "chat.postMessage"]
    assert message["channel"] == "U1"
    assert BACK.button in message["blocks"][-1]["elements"]


def test_an_offer_goes_to_the_modal_or_to_a_message_if_that_is_closed() -> None:
    there = surface({}, modal="V1")
    there.offer(notice.build("x"), MESSAGE)
    closed = surface({}, modal="V1", views_update="not_found")
    closed.offer(notice.build("x"), MESSAGE)
    nowhere = surface({})
    nowhere.offer(notice.build("x"), MESSAGE)

    assert [method for method, _ in calls(there)] == ["views.update"]
    assert [method for method, _ in calls(closed)] == ["views.update", "chat.postMessage"]
    assert [method for method, _ in calls(nowhere)] == ["chat.postMessage"]


def test_what_slack_refuses_for_another_reason_is_not_taken_for_a_closed_modal() -> None:
    with pytest.raises(SlackApiError):
        surface({}, modal="V1", views_update="invalid_arguments").offer(notice.build("x"), MESSAGE)


def test_a_trigger_that_came_too_late_is_said_in_words() -> None:
    with pytest.raises(TunerError, match="once more"):
        surface(COMMAND, views_open="expired_trigger_id").open(notice.loading())


def test_a_modal_that_is_open_is_used_again() -> None:
    here = surface(COMMAND)
    here.open(notice.loading())
    here.open(notice.build("x"))

    assert [method for method, _ in calls(here)] == ["views.open", "views.update"]
    assert calls(here)[1][1]["view_id"] == "V9"


def test_nothing_is_shown_before_slack_has_carried_out_the_ack() -> None:
    """An update that overtakes the ack would be replaced by it."""
    here = surface({})
    assert isinstance(here.client, RecordingSlack)
    here.client.answers["views_update"] = {"view": {"hash": "2"}}
    here.client.refusals["views.update"] = ["", "", "hash_conflict"]
    here.stay({"id": "V1", "hash": "1"}, notice.loading())

    assert [sent["hash"] for _, sent in calls(here)] == ["1", "2", "2"]
    assert here.modal == "V1"


def test_an_ack_that_is_never_carried_out_is_not_waited_for_for_ever() -> None:
    here = surface({})
    assert isinstance(here.client, RecordingSlack)
    here.client.answers["views_update"] = {"view": {"hash": "2"}}
    here.stay({"id": "V1", "hash": "1"}, notice.loading())

    assert len(calls(here)) == TRIES


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (IN_THREAD, ("C1", "1.0")),
        (ON_A_CARD, ("C1", "")),
        (FROM_THREAD, ("C1", "1.0")),
        (MENTION, ("C1", "1.0")),
        (COMMAND, ("C1", "")),
        (ON_HOME, ("", "")),
        ({"channel": {"id": "C1"}, "container": {"thread_ts": "1.0"}}, ("C1", "1.0")),
    ],
)
def test_where_somebody_is_can_be_read_from_what_slack_sends(
    body: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert place(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        {"command": "/tune", "user_name": "ada", "team_domain": "team"},
        {"user": {"id": "U1", "username": "ada"}, "team": {"id": "T1", "domain": "team"}},
    ],
)
def test_a_person_is_known_by_the_names_that_people_know(body: dict[str, Any]) -> None:
    person = surface(body).person

    assert (person.workspace, person.user) == ("T1", "U1")
    assert (person.name, person.workspace_name) == ("ada", "team")

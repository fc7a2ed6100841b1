import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from time import monotonic
from typing import Any
from urllib.error import URLError

import pytest
from slack_bolt import App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError

from bot.errors import InvalidForm, InvalidInput, NotConnected, NotFound
from handlers.stage import BUSY, NO_SLACK, SLOW, Ack, Stage
from tests.handlers.recording import RecordingSlack

FORM: dict[str, Any] = {"callback_id": "x", "state": {"values": {"name": {}, "size": {}}}}
EVENT = {"type": "event_callback", "event": {"type": "app_mention", "channel": "C1", "ts": "1.0"}}


@dataclass
class Theatre:
    """A Bolt app with a stage, and a Slack that sends it things."""

    app: App
    stage: Stage
    slack: RecordingSlack = field(default_factory=RecordingSlack)

    def __post_init__(self) -> None:
        def use_recording_slack(context: BoltContext, next_: Callable[[], None]) -> None:
            context["client"] = self.slack
            next_()

        self.app.use(use_recording_slack)

    def send(self, **body: Any) -> BoltResponse:
        """Send what Slack sends, and return the ack."""
        body = {"team": {"id": "T1"}, "team_id": "T1", "user": {"id": "U1"}} | body
        return self.app.dispatch(BoltRequest(mode="socket_mode", body=body))

    def submit(self, view: dict[str, Any]) -> Any:
        """Submit a form and return what the ack says."""
        view = {"id": "V1", "type": "modal"} | view
        return json.loads(self.send(type="view_submission", view=view).body or "null")

    def settle(self) -> None:
        """Wait until every listener has ended."""
        self.stage.close()


@pytest.fixture
def house() -> Iterator[Theatre]:
    def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-recording")

    app = App(process_before_response=True, authorize=authorize, signing_secret="none")
    stage = Stage(workers=20, new_incident=lambda: "abc123")
    yield Theatre(app, stage)
    stage.close()


def refuse(ack: Ack) -> None:
    raise NotConnected


def refuse_name(ack: Ack) -> None:
    raise InvalidInput("No.", field="name")


def refuse_both(ack: Ack) -> None:
    raise InvalidForm({"name": "No.", "size": "Never.", "elsewhere": "Nowhere."})


def ack_and_refuse(ack: Ack) -> None:
    ack("on it")
    raise NotConnected


def crash(ack: Ack) -> None:
    raise ZeroDivisionError


def find_slack_away(ack: Ack) -> None:
    raise URLError("no route to host")


def ack_and_crash(ack: Ack) -> None:
    ack()
    raise ZeroDivisionError


def speak_where_nobody_is(ack: Ack) -> None:
    raise SlackApiError("no", {"ok": False, "error": "channel_not_found"})


@pytest.fixture
def done(house: Theatre) -> Iterator[Event]:
    """Make ``/slow`` ack at once and then work until this is set."""
    done = Event()

    def slow(ack: Ack) -> None:
        ack("soon")
        done.wait(10)

    house.app.command("/slow")(house.stage(slow))
    yield done
    done.set()


def take_every_seat(house: Theatre) -> list[BoltResponse]:
    def slow(_: int) -> BoltResponse:
        return house.send(command="/slow")

    with ThreadPoolExecutor(20) as people:
        return list(people.map(slow, range(20)))


def test_an_ack_is_kept_when_the_listener_raises_right_after_it(house: Theatre) -> None:
    house.app.command("/x")(house.stage(ack_and_refuse))

    acks = [house.send(command="/x") for _ in range(200)]

    assert {(ack.status, ack.body) for ack in acks} == {(200, "on it")}


@pytest.mark.usefixtures("done")
def test_slow_listeners_starve_nobody(house: Theatre) -> None:
    began = monotonic()
    acks = take_every_seat(house)

    assert [ack.body for ack in acks] == ["soon"] * 20
    assert monotonic() - began < 2


@pytest.mark.usefixtures("done")
def test_a_full_stage_says_so_in_the_ack(house: Theatre) -> None:
    house.app.view("x")(house.stage(crash))
    take_every_seat(house)

    assert house.send(command="/slow").body == BUSY
    assert house.submit(FORM)["response_action"] == "push"


def test_a_full_stage_says_so_where_an_ack_has_no_words(house: Theatre, done: Event) -> None:
    house.app.action("x")(house.stage(crash))
    take_every_seat(house)
    ack = house.send(type="block_actions", actions=[{"action_id": "x"}])
    done.set()
    house.settle()

    assert ack.status == 200
    [sent] = house.slack.sent("chat.postMessage")
    assert (sent["channel"], sent["text"]) == ("U1", BUSY)


def test_a_listener_that_forgets_to_ack_is_acked_for(house: Theatre) -> None:
    done, stage = Event(), Stage(workers=1, patience=0)
    house.app.command("/x")(stage(lambda: done.wait(10)))

    assert house.send(command="/x").status == 200
    done.set()


def test_a_form_that_is_perhaps_not_written_down_yet_is_not_closed(house: Theatre) -> None:
    done, stage = Event(), Stage(workers=1, patience=0)
    house.app.view("x")(stage(lambda: done.wait(10)))

    answer = house.submit(FORM)
    done.set()

    assert answer["response_action"] == "push"
    assert SLOW in str(answer["view"])


def test_a_bad_answer_marks_its_field(house: Theatre) -> None:
    house.app.view("x")(house.stage(refuse_name))

    assert house.submit(FORM) == {"response_action": "errors", "errors": {"name": "No."}}


def test_several_bad_answers_mark_each_its_field(house: Theatre) -> None:
    house.app.view("x")(house.stage(refuse_both))

    assert house.submit(FORM)["errors"] == {"name": "No.", "size": "Never."}


def test_a_refusal_before_the_ack_is_told_in_it(house: Theatre) -> None:
    house.app.view("x")(house.stage(refuse))
    house.app.command("/x")(house.stage(refuse))

    answer = house.submit(FORM)
    assert answer["response_action"] == "push", "the form stays, with all that was entered"
    assert "/tune connect" in json.dumps(answer["view"])
    assert "/tune connect" in house.send(command="/x").body


def test_what_we_say_mentions_nobody(house: Theatre) -> None:
    def not_found(ack: Ack) -> None:
        raise NotFound("<!channel>")

    house.app.command("/x")(house.stage(not_found))

    assert "&lt;!channel&gt;" in house.send(command="/x").body


def test_a_crash_gives_an_incident_that_stands_in_the_log(
    house: Theatre, caplog: pytest.LogCaptureFixture
) -> None:
    house.app.command("/x")(house.stage(crash))

    told = house.send(command="/x").body

    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "abc123" in told
    assert "incident=abc123" in record.message
    assert record.exc_info
    assert "ZeroDivisionError" not in told


def test_a_channel_that_we_are_not_in_is_no_incident_of_ours(
    house: Theatre, caplog: pytest.LogCaptureFixture
) -> None:
    house.app.command("/x")(house.stage(speak_where_nobody_is))

    told = house.send(command="/x").body

    assert "Invite me" in told
    assert "incident" not in told
    assert "why=channel_not_found" in caplog.text


def test_that_slack_does_not_answer_is_no_incident(
    house: Theatre, caplog: pytest.LogCaptureFixture
) -> None:
    house.app.command("/x")(house.stage(find_slack_away))

    assert house.send(command="/x").body == NO_SLACK
    assert not [it for it in caplog.records if it.levelno == logging.ERROR]


def test_an_event_that_was_not_taken_is_sent_again(house: Theatre) -> None:
    house.app.event("app_mention")(house.stage(crash))

    assert house.send(**EVENT).status == 503
    house.settle()
    assert house.slack.calls == [], "nobody is told of what Slack will send again"


def test_an_event_that_was_taken_is_not_sent_again(house: Theatre) -> None:
    house.app.event("app_mention")(house.stage(ack_and_crash))

    assert house.send(**EVENT).status == 200
    house.settle()
    assert "abc123" in str(house.slack.calls)


def test_a_listener_may_only_ask_for_what_there_is(house: Theatre) -> None:
    def listener(tunr: object) -> None: ...

    with pytest.raises(TypeError, match="tunr"):
        house.stage(listener)

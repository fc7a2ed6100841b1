"""The card and the thread, when Slack says no. What it looks like is in views/test_progress."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.charts import ChartError
from bot.domain import JobState, NewsKind
from bot.errors import ChannelClosed, TuningUnavailable
from bot.poller import Later
from handlers.progress import CardAndThread
from tests import make
from tests.handlers.recording import RecordingSlack
from tests.handlers.views.test_progress import DONE, RUNNING, news

JOB = make.job()


@dataclass
class Channel:
    """A herald, the Slack it speaks to, and a clock that is moved by hand."""

    slack: RecordingSlack = field(default_factory=RecordingSlack)
    now: datetime = make.NOON

    def __post_init__(self) -> None:
        self.herald = CardAndThread(
            lambda _: self.slack, clock=lambda: self.now, draw=lambda *_, **__: b"PNG"
        )

    def calls(self) -> list[str]:
        return [method for method, _ in self.slack.calls]


@pytest.fixture
def channel() -> Channel:
    return Channel()


def test_a_card_carries_a_key_that_finds_it_again(channel: Channel) -> None:
    card = channel.herald.put_up("T1", JOB)

    [posted] = channel.slack.sent("chat.postMessage")
    assert (card.channel, card.ts) == ("C1", "1.0")
    assert posted["metadata"]["event_payload"] == {"key": "cat:card"}


@pytest.mark.parametrize("error", ["not_in_channel", "channel_not_found", "is_archived"])
def test_where_we_may_not_speak_the_words_say_how_to_change_that(
    channel: Channel, error: str
) -> None:
    channel.slack.refusals["chat.postMessage"] = error

    with pytest.raises(ChannelClosed, match="/invite @tuner"):
        channel.herald.put_up("T1", JOB)


def test_a_card_that_slack_does_not_take_now_is_put_up_later(channel: Channel) -> None:
    channel.slack.refusals["chat.postMessage"] = "ratelimited"

    with pytest.raises(TuningUnavailable):
        channel.herald.put_up("T1", JOB)


def test_steps_edit_the_card_and_leave_the_thread_alone(channel: Channel) -> None:
    channel.herald.tell(news(NewsKind.CARD, RUNNING), again=False)

    assert channel.calls() == ["chat.update"]


def test_steps_that_follow_too_closely_wait_their_turn(channel: Channel) -> None:
    channel.herald.tell(news(NewsKind.CARD, RUNNING), again=False)
    with pytest.raises(Later) as later:
        channel.herald.tell(news(NewsKind.CARD, RUNNING), again=False)
    channel.now = later.value.until
    channel.herald.tell(news(NewsKind.CARD, RUNNING), again=False)

    assert channel.calls() == ["chat.update"] * 2


def test_news_for_the_thread_does_not_wait(channel: Channel) -> None:
    channel.herald.tell(news(NewsKind.CARD, RUNNING), again=False)
    channel.herald.tell(news(NewsKind.PROGRESS, RUNNING, 75), again=False)

    assert channel.calls() == ["chat.update"] * 2 + ["chat.postMessage"]
    [said] = channel.slack.sent("chat.postMessage")
    assert said["thread_ts"] == make.CARD.ts
    assert said["metadata"]["event_payload"] == {"key": "cat:progress:75"}


def test_what_was_perhaps_said_already_only_edits_the_card(channel: Channel) -> None:
    channel.herald.tell(news(NewsKind.STARTED, RUNNING), again=True)

    assert channel.calls() == ["chat.update"]


@pytest.mark.parametrize("method", ["chat.update", "chat.postMessage"])
def test_too_fast_for_slack_means_later_when_slack_says(channel: Channel, method: str) -> None:
    channel.slack.refusals[method] = "ratelimited"

    with pytest.raises(Later) as later:
        channel.herald.tell(news(NewsKind.STARTED, RUNNING), again=False)

    assert later.value.until == make.NOON + timedelta(seconds=7)


@pytest.mark.parametrize("trouble", ["internal_error", TimeoutError(), ConnectionResetError()])
def test_an_edit_that_is_in_doubt_is_made_again(channel: Channel, trouble: Any) -> None:
    """The thread has heard nothing yet, so all of it is told again."""
    channel.slack.refusals["chat.update"] = trouble

    with pytest.raises(Later):
        channel.herald.tell(news(NewsKind.READY, DONE), again=False)

    assert channel.calls() == ["chat.update"]


@pytest.mark.parametrize("trouble", ["internal_error", TimeoutError()])
def test_a_reply_that_is_in_doubt_is_not_said_again(channel: Channel, trouble: Any) -> None:
    channel.slack.refusals["chat.postMessage"] = trouble

    with pytest.raises((SlackApiError, TimeoutError)):
        channel.herald.tell(news(NewsKind.STARTED, RUNNING), again=False)


def test_a_card_that_somebody_deleted_is_put_up_anew_once(channel: Channel) -> None:
    channel.slack.refusals["chat.update"] = ["message_not_found"]
    channel.herald.tell(news(NewsKind.STARTED, RUNNING), again=False)
    channel.herald.tell(news(NewsKind.PROGRESS, RUNNING, 75), again=False)

    card, *thread = channel.slack.sent("chat.postMessage")
    assert "thread_ts" not in card
    assert {it["thread_ts"] for it in thread} == {"2.0"}
    assert channel.slack.sent("chat.update")[-1]["ts"] == "2.0"


def test_when_the_channel_is_closed_its_owner_hears_the_end_directly(channel: Channel) -> None:
    channel.slack.refusals["chat.update"] = "is_archived"
    channel.herald.tell(news(NewsKind.PROGRESS, RUNNING, 50), again=False)
    channel.herald.tell(news(NewsKind.READY, DONE), again=False)

    [said] = channel.slack.sent("chat.postMessage")
    assert said["channel"] == "U1"


def test_ready_comes_with_the_curve(channel: Channel) -> None:
    channel.slack.answers["files_getUploadURLExternal"] = {"upload_url": "x", "file_id": "F1"}
    channel.herald.tell(news(NewsKind.READY, DONE), again=False)

    [asked] = channel.slack.sent("files.getUploadURLExternal")
    [finished] = channel.slack.sent("files.completeUploadExternal")
    assert channel.slack.uploads == [b"PNG"]
    assert "Mean loss fell from" in asked["alt_txt"]
    assert finished["thread_ts"] == make.CARD.ts


def test_without_a_picture_ready_is_said_all_the_same(
    channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any, **__: Any) -> bytes:
        raise ChartError("No.")

    channel.herald.draw = fail
    channel.herald.tell(news(NewsKind.READY, DONE), again=False)

    assert channel.calls() == ["chat.update", "chat.postMessage"]
    assert "curve.failed" in caplog.text


def test_an_apology_goes_to_the_owner_and_says_why(channel: Channel) -> None:
    channel.herald.apologise("T1", replace(JOB, reason="I may not post there."))

    [said] = channel.slack.sent("chat.postMessage")
    assert said["channel"] == "U1"
    assert "I may not post there." in said["text"]


def test_a_job_without_a_card_gets_one(channel: Channel) -> None:
    bare = replace(RUNNING, card=None, state=JobState.QUEUED)
    channel.herald.tell(news(NewsKind.CARD, bare), again=False)

    assert channel.calls() == ["chat.postMessage"]

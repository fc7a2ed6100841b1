"""The card and the thread, when Slack says no. What it looks like is in views/test_progress."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.charts import ChartError
from bot.domain import NewsKind
from bot.errors import ChannelClosed, NotPosted
from bot.poller import CardGone, Later, Unheard
from handlers.limiter import Limiter
from handlers.progress import CardAndThread
from handlers.slack import SHUT_OUT, TOO_MUCH
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
            lambda _: self.slack,
            clock=lambda: self.now,
            limiter=Limiter(clock=lambda: self.now),
            draw=lambda *_, **__: b"PNG",
        )

    def calls(self) -> list[str]:
        return [method for method, _ in self.slack.calls]


@pytest.fixture
def channel() -> Channel:
    return Channel()


def test_a_card_carries_a_key_that_finds_it_again(channel: Channel) -> None:
    card = channel.herald.put_up("T1", JOB)
    assert card

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

    with pytest.raises(NotPosted):
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


def test_what_was_perhaps_said_and_is_not_to_be_looked_for_only_edits_the_card(
    channel: Channel,
) -> None:
    channel.slack.refusals["conversations.replies"] = "missing_scope"
    channel.herald.tell(news(NewsKind.STARTED, RUNNING), again=True)

    assert channel.calls() == ["chat.update", "conversations.replies"]


@pytest.mark.parametrize("there", [True, False])
def test_what_was_perhaps_said_is_looked_for_and_said_if_it_was_not(
    channel: Channel,
    there: bool,  # noqa: FBT001
) -> None:
    key = {"event_type": "tuner_news", "event_payload": {"key": "cat:progress:75"}}
    said = {"ts": "9.0", "bot_id": "B1", "metadata": key}
    others = {"ts": "8.0", "bot_id": "B2", "metadata": key}
    channel.slack.answers |= {
        "conversations_replies": {"messages": [others, said] if there else [others]},
        "auth_test": {"bot_id": "B1"},
    }
    channel.herald.tell(news(NewsKind.PROGRESS, RUNNING, 75), again=True)

    assert ("chat.postMessage" in channel.calls()) is not there


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

    with pytest.raises(Unheard):
        channel.herald.tell(news(NewsKind.STARTED, RUNNING), again=False)


def test_a_card_that_somebody_deleted_is_told_of_and_nothing_is_said(channel: Channel) -> None:
    channel.slack.refusals["chat.update"] = "message_not_found"
    with pytest.raises(CardGone):
        channel.herald.tell(news(NewsKind.STARTED, RUNNING), again=False)

    assert channel.calls() == ["chat.update"]


def test_when_the_channel_is_closed_its_owner_hears_the_end_directly(channel: Channel) -> None:
    channel.slack.refusals["chat.update"] = "is_archived"
    with pytest.raises(ChannelClosed):
        channel.herald.tell(news(NewsKind.PROGRESS, RUNNING, 50), again=False)
    channel.herald.tell(news(NewsKind.READY, DONE), again=False)

    [said] = channel.slack.sent("chat.postMessage")
    assert said["channel"] == "U1"
    assert "/invite @tuner" in str(said["blocks"])


@pytest.mark.parametrize("kind", [NewsKind.SHUT, NewsKind.HINDERED])
def test_what_only_the_owner_hears_touches_no_card(channel: Channel, kind: NewsKind) -> None:
    channel.herald.tell(news(kind, RUNNING), again=False)
    channel.herald.tell(news(kind, RUNNING), again=True)

    assert channel.calls() == ["chat.postMessage"]
    assert channel.slack.sent("chat.postMessage")[0]["channel"] == "U1"


def test_a_card_that_was_perhaps_put_up_and_is_not_to_be_found_is_the_owners(
    channel: Channel,
) -> None:
    """Else it would be there twice, or nobody could follow the job."""
    channel.slack.refusals["conversations.history"] = "missing_scope"

    card = channel.herald.put_up("T1", JOB, 1)

    [posted] = channel.slack.sent("chat.postMessage")
    assert card
    assert posted["channel"] == "U1"
    assert "I follow it here" in str(posted["blocks"])
    assert channel.herald.put_up("T1", JOB, 2) is None


@pytest.mark.parametrize("error", sorted(TOO_MUCH))
def test_what_slack_does_not_take_with_blocks_is_said_in_words(
    channel: Channel, error: str
) -> None:
    channel.slack.refusals["chat.postMessage"] = [error]
    channel.herald.tell(news(NewsKind.READY, DONE), again=False)

    first, second = channel.slack.sent("chat.postMessage")
    assert first["blocks"]
    assert not second.get("blocks")
    assert second["text"]


def test_without_the_permission_for_pictures_the_thread_hears_so_once(channel: Channel) -> None:
    channel.slack.refusals["files.getUploadURLExternal"] = "missing_scope"
    for _ in range(2):
        channel.herald.tell(news(NewsKind.READY, DONE), again=False)

    hints = [it for it in channel.slack.sent("chat.postMessage") if "files:write" in it["text"]]
    assert len(hints) == 1
    assert len(channel.slack.sent("files.getUploadURLExternal")) == 1


@pytest.mark.parametrize("error", sorted(SHUT_OUT))
def test_a_token_that_slack_does_not_take_keeps_the_news(channel: Channel, error: str) -> None:
    channel.slack.refusals["chat.update"] = error
    with pytest.raises(Later) as later:
        channel.herald.tell(news(NewsKind.READY, DONE), again=False)

    assert later.value.until > make.NOON + timedelta(minutes=1)


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

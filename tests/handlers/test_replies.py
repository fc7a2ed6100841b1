from collections.abc import Iterator
from itertools import count

import pytest
from slack_sdk.errors import SlackApiError

from bot.domain import Answer
from bot.errors import TuningUnavailable
from handlers.replies import Held, Posted, Responded, Streamed, Whispered, say, speak
from handlers.views import answer, kit
from tests.handlers.recording import RecordingSlack, ResponseUrl

OPENING = "<@U1> asked *cat*: what?"


def pieces(*texts: str) -> Iterator[Answer]:
    yield from (Answer(text=text) for text in texts)


def posted(slack: RecordingSlack, thread_ts: str = "") -> Posted:
    return Posted(slack, "C1", thread_ts, OPENING)


def methods(slack: RecordingSlack) -> list[str]:
    return [method for method, _ in slack.calls]


def test_an_answer_takes_the_place_of_the_wait() -> None:
    slack = RecordingSlack()

    assert speak(pieces("I", "V"), [posted(slack)]).text == "IV"
    assert methods(slack) == ["chat.postMessage", "chat.update"]
    assert slack.calls[1][1]["ts"] == "1.0"
    assert "'IV'" in str(slack.calls[1][1]["blocks"])


def test_a_slow_answer_grows_before_ones_eyes() -> None:
    slack, seconds = RecordingSlack(), count()
    speak(pieces(*"abcd"), [posted(slack)], clock=lambda: next(seconds))

    shown = [str(sent["blocks"]) for sent in slack.sent("chat.update")]
    assert len(shown) > 2
    assert "'ab'" in shown[0]
    assert answer.MORE in shown[0], "people see that it goes on"
    assert "'abcd'" in shown[-1]
    assert answer.MORE not in shown[-1]


def test_an_edit_that_fails_on_the_way_spoils_nothing() -> None:
    slack, seconds = RecordingSlack(), count()
    slack.refusals["chat.update"] = ["ratelimited"]

    assert speak(pieces(*"abcd"), [posted(slack)], clock=lambda: next(seconds)).text == "abcd"


def test_where_too_much_was_edited_the_answer_is_a_message_of_its_own() -> None:
    slack = RecordingSlack()
    slack.refusals["chat.update"] = "ratelimited"
    speak(pieces("IV"), [posted(slack)])

    assert methods(slack) == ["chat.postMessage", "chat.update", "chat.postMessage"]
    assert "'IV'" in str(slack.calls[2][1]["blocks"])


def test_another_refusal_of_the_answer_is_not_hidden() -> None:
    slack = RecordingSlack()
    slack.refusals["chat.update"] = "invalid_blocks"

    with pytest.raises(SlackApiError):
        speak(pieces("IV"), [posted(slack)])


@pytest.mark.parametrize(("thread_ts", "under"), [("", "1.0"), ("9.0", "9.0")])
def test_what_is_too_long_goes_on_below(thread_ts: str, under: str) -> None:
    slack = RecordingSlack()
    speak(pieces("word " * 4000), [posted(slack, thread_ts)])

    first, *more = slack.sent("chat.postMessage")
    assert first.get("thread_ts", "") == thread_ts
    assert more
    assert {it["thread_ts"] for it in more} == {under}


def test_where_we_may_not_post_the_next_way_is_taken() -> None:
    slack = RecordingSlack()
    slack.refusals["chat.postMessage"] = "not_in_channel"
    speak(pieces("IV"), [posted(slack), Responded(ResponseUrl(slack), OPENING, to="in_channel")])

    assert methods(slack) == ["chat.postMessage", "respond"]
    assert slack.calls[1][1]["response_type"] == "in_channel"


def test_a_service_that_breaks_off_leaves_what_it_said_and_the_reason() -> None:
    def broken() -> Iterator[Answer]:
        yield Answer(text="I")
        raise TuningUnavailable("It sleeps.")

    slack = RecordingSlack()

    assert speak(broken(), [posted(slack)]) == Answer(text="I", why="It sleeps.")
    assert "It sleeps." in str(slack.sent("chat.update"))


def test_a_held_answer_is_said_by_nobody_else() -> None:
    held = Held(OPENING)

    assert speak(pieces("IV"), [held]) == Answer(text="IV")
    assert "'IV'" in str(held.messages)


def streamed(slack: RecordingSlack) -> Streamed:
    return Streamed(posted(slack, "9.0"), "T1", "U1")


def test_words_flow_into_a_thread_and_blocks_take_their_place() -> None:
    slack, seconds = RecordingSlack(), count()
    speak(pieces("a *b*", " [c](http://d)"), [streamed(slack)], clock=lambda: next(seconds) * 9)

    first, *more, stop, last = methods(slack)
    assert (first, stop, last) == ("chat.startStream", "chat.stopStream", "chat.update")
    assert set(more) == {"chat.appendStream"}
    assert slack.calls[0][1]["recipient_user_id"] == "U1"
    flown = "".join(sent["markdown_text"] for sent in slack.sent("chat.appendStream"))
    assert flown == r"a \*b\* \[c\]\(http://d\)", "no word of it is a link"
    assert OPENING in str(slack.calls[-1][1]["blocks"])


def test_a_stream_stays_below_what_slack_takes() -> None:
    slack, seconds = RecordingSlack(), count()
    speak(pieces(*["*" * 4000] * 9), [streamed(slack)], clock=lambda: next(seconds) * 9)

    flown = "".join(sent["markdown_text"] for sent in slack.sent("chat.appendStream"))
    assert 0 < len(flown) <= 12_000
    assert len(slack.sent("chat.postMessage")) >= 2, "the rest goes below"


@pytest.mark.parametrize("error", ["ratelimited", "unknown_method", "missing_scope"])
def test_where_nothing_flows_the_answer_is_edited(error: str) -> None:
    slack, seconds = RecordingSlack(), count()
    slack.refusals["chat.startStream"] = error
    speak(pieces(*"ab"), [streamed(slack)], clock=lambda: next(seconds) * 9)

    assert methods(slack)[:3] == ["chat.startStream", "chat.postMessage", "chat.update"]
    assert not slack.sent("chat.stopStream")


def test_a_stream_that_slack_has_ended_still_becomes_the_answer() -> None:
    slack, seconds = RecordingSlack(), count()
    slack.refusals |= dict.fromkeys(
        ["chat.appendStream", "chat.stopStream"], "message_not_in_streaming_state"
    )
    speak(pieces(*"ab"), [streamed(slack)], clock=lambda: next(seconds) * 9)

    assert "'ab'" in str(slack.sent("chat.update"))


def test_a_stream_that_will_not_end_leaves_the_answer_below() -> None:
    slack = RecordingSlack()
    slack.refusals |= {
        "chat.stopStream": "ratelimited",
        "chat.update": "streaming_state_conflict",
    }
    speak(pieces("IV"), [streamed(slack)])

    assert "'IV'" in str(slack.sent("chat.postMessage"))


def test_where_we_may_not_post_nothing_flows_either() -> None:
    slack = RecordingSlack()
    slack.refusals |= dict.fromkeys(["chat.startStream", "chat.postMessage"], "not_in_channel")
    speak(pieces("IV"), [streamed(slack), Responded(ResponseUrl(slack), OPENING)])

    assert "'IV'" in str(slack.sent("respond"))


def test_a_whispered_answer_is_for_one_person() -> None:
    slack = RecordingSlack()
    speak(pieces("IV"), [Whispered(slack, "C1", "9.0", "U1", OPENING)])

    [sent] = slack.sent("chat.postEphemeral")
    assert (sent["user"], sent["thread_ts"]) == ("U1", "9.0")


def test_what_may_follow_stands_below_the_end_of_a_long_answer() -> None:
    slack = RecordingSlack()
    below = [kit.context("Below.")]
    speak(pieces("word " * 4000), [posted(slack)], lambda said, ts: below if ts and said else [])

    assert "Below." not in str(slack.sent("chat.update"))
    assert "Below." in str(slack.calls[-1][1]["blocks"])


def test_what_can_not_be_said_says_why() -> None:
    def sleeping() -> list[kit.Message]:
        raise TuningUnavailable("It sleeps.")

    slack = RecordingSlack()
    say(sleeping, [posted(slack)])

    assert "It sleeps." in str(slack.sent("chat.update"))

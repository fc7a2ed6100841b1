"""Answers that grow."""

from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from playground.person import Person
from playground.slack.testing import running
from tests.playground.slack.conftest import client_of
from tests.playground.slack.forms import section


def test_a_stream_grows_in_the_thread_and_ends(client: WebClient, ben: Person) -> None:
    channel = ben.channel("tuning")
    ts = ben.say(channel, "What is III?")["ts"]
    team = ben.get("workspace")["team"]["id"]
    stream = client.chat_stream(
        channel=channel,
        thread_ts=ts,
        recipient_team_id=team,
        recipient_user_id=ben.user,
        buffer_size=1,
    )
    stream.append(markdown_text="It is ")
    growing = ben.messages(channel, ts)[1]
    assert (growing["text"], growing["streaming"]) == ("It is ", True)
    stream.append(markdown_text="*IV*")
    stream.stop(blocks=[section("Again?")])
    ended = ben.messages(channel, ts)[1]
    assert ended["text"] == "It is *IV*"
    assert [it["type"] for it in ended["blocks"]] == ["markdown", "section"]
    assert "streaming" not in ended


def test_in_a_channel_a_stream_needs_a_recipient(client: WebClient, ben: Person) -> None:
    channel = ben.channel("tuning")
    ts = ben.say(channel, "What is III?")["ts"]
    with pytest.raises(SlackApiError, match="missing_recipient_team_id"):
        client.chat_startStream(channel=channel, thread_ts=ts)


def test_a_stream_that_ended_takes_no_more_but_can_be_updated(tmp_path: Path) -> None:
    with running(tmp_path, stream_life=0.0) as slack:
        client, ben = client_of(slack), Person.named(slack.url, "Ben")
        channel = ben.channel("tuner")
        ts = ben.say(channel, "What is III?")["ts"]
        stream: Any = client.chat_startStream(channel=channel, thread_ts=ts)
        with pytest.raises(SlackApiError, match="message_not_in_streaming_state"):
            client.chat_appendStream(channel=channel, ts=stream["ts"], markdown_text="IV")
        client.chat_update(channel=channel, ts=stream["ts"], text="IV")
        assert ben.messages(channel, ts)[1]["text"] == "IV"

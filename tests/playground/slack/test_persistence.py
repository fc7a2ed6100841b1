"""A second start finds everything as it was."""

from pathlib import Path
from typing import Any

from slack_sdk import WebClient

from playground.person import Person
from playground.slack.testing import running
from tests.playground.slack.conftest import client_of
from tests.playground.slack.forms import section


def test_a_second_start_finds_all_as_it_was(tmp_path: Path) -> None:
    with running(tmp_path) as first:
        ben = Person.named(first.url, "Ben")
        channel = ben.channel("tuning")
        client = client_of(first)
        posted: Any = client.chat_postMessage(channel=channel, text="card", blocks=[section("a")])
        client.chat_postMessage(channel=channel, text="reply", thread_ts=posted["ts"])
        client.views_publish(user_id=ben.user, view={"type": "home", "blocks": [section("Home")]})
        file = ben.upload("a.csv", b"a,b\n")
        ben.say(channel, "file", files=[file["id"]])
        lab = ben.post("channels", name="lab")["channel"]["id"]
        before, home = ben.messages(channel), ben.get("home")
    with running(tmp_path) as second:
        again = Person(second.url, ben.user)
        assert (second.bot_token, second.app_token) == (first.bot_token, first.app_token)
        assert again.messages(channel) == before
        assert again.get("home") == home
        assert again.channel("lab") == lab
        client = WebClient(second.bot_token, base_url=second.api_url)
        info: Any = client.files_info(file=file["id"])
        assert info["file"]["url_private_download"].startswith(second.url)
        client.chat_update(channel=channel, ts=posted["ts"], text="card 2")
        later: Any = client.chat_postMessage(channel=channel, text="new")
        assert later["ts"] > posted["ts"]
        assert [it["text"] for it in again.messages(channel)] == ["card 2", "file", "new"]

"""What people do and see, beyond what the app answers."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from slack_bolt import Ack, App
from slack_sdk import WebClient

from playground.person import Person, Refused
from playground.slack.testing import Running, running
from tests.playground.slack.conftest import Box, client_of, connected


def test_the_first_day_has_people_and_channels(ben: Person) -> None:
    seen = ben.get("workspace")
    assert [it["real_name"] for it in seen["people"][:3]] == ["Ada", "Ben", "Chloé"]
    kinds = {it["name"]: it["kind"] for it in seen["channels"]}
    assert kinds == {
        "general": "channel",
        "tuning": "channel",
        "random": "channel",
        "secret-lab": "private",
        "tuner": "dm",
    }
    members = {it["name"]: it["members"] for it in seen["channels"]}
    assert seen["app"]["bot_user"] in members["tuning"]
    assert seen["app"]["bot_user"] not in members["random"]


def test_a_private_channel_is_not_there_for_others(slack: Running, ben: Person) -> None:
    chloe = Person.named(slack.url, "Chloé")
    assert "secret-lab" not in [it["name"] for it in chloe.get("workspace")["channels"]]
    with pytest.raises(Refused, match="no such channel"):
        chloe.messages(ben.channel("secret-lab"))


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("see https://a.example/b?c=1.", "see <https://a.example/b?c=1>."),
        ("mail ben@example.com", "mail ben@example.com"),
        ("<!channel> <https://a.b|ok>", "<!channel> &lt;<https://a.b>|ok&gt;"),
        ("@nobody #nowhere", "@nobody #nowhere"),
    ],
)
def test_what_is_typed_is_text_as_slack_sends_it(ben: Person, typed: str, sent: str) -> None:
    assert ben.say(ben.channel("tuning"), typed)["text"] == sent


def test_mentions_carry_ids(ben: Person) -> None:
    text = ben.say(ben.channel("tuning"), f"@Ben and <@{ben.user}> in #random")["text"]
    random = ben.channel("random")
    assert text == f"<@{ben.user}> and <@{ben.user}> in <#{random}|random>"


def test_without_the_app_a_command_fails_in_slacks_words(ben: Person) -> None:
    with pytest.raises(Refused, match="/tune failed with the error “dispatch_failed”"):
        ben.command(ben.channel("tuning"), "/tune")


def test_an_app_that_says_nothing_times_out(slack: Running, app: App, ben: Person) -> None:
    @app.command("/tune")
    def silent() -> None: ...

    with (
        connected(slack, app),
        pytest.raises(Refused, match="/tune failed with the error “operation_timeout”"),
    ):
        ben.command(ben.channel("tuning"), "/tune")


def test_commands_are_not_for_threads_and_must_be_known(ben: Person) -> None:
    channel = ben.channel("tuning")
    with pytest.raises(Refused, match="/nope is not a valid command"):
        ben.command(channel, "/nope")
    with pytest.raises(Refused, match="not supported in threads"):
        ben.post("commands", channel=channel, command="/tune", thread_ts="1.1")


def test_what_waits_is_woken_by_what_happens(ben: Person, client: WebClient) -> None:
    box, since = Box(), ben.get("changes")["seq"]
    waiting = threading.Thread(target=lambda: box.put(ben.get("changes", since=since, wait=20)))
    waiting.start()
    channel = ben.channel("tuning")
    client.chat_postMessage(channel=channel, text="news")
    (event,) = box.first()["events"]
    assert (event["type"], event["channel"], event["message"]["text"]) == (
        *("message", channel),
        "news",
    )


def test_nobody_hears_what_is_not_for_them(slack: Running, ben: Person) -> None:
    chloe = Person.named(slack.url, "Chloé")
    since = chloe.get("changes")["seq"]
    ben.say(ben.channel("secret-lab"), "psst")
    assert chloe.get("changes", since=since)["events"] == []
    assert len(ben.get("changes", since=since)["events"]) == 1


def test_the_stream_tells_the_same(slack: Running, ben: Person) -> None:
    since = ben.get("changes")["seq"]
    url = f"{slack.url}/person/events?as={ben.user}&since={since}"
    with requests.get(url, stream=True, timeout=10) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        ben.say(ben.channel("tuning"), "hello")
        lines = stream.iter_lines(decode_unicode=True)
        data: Any = next(line for line in lines if line.startswith("data: "))
    event = json.loads(data.removeprefix("data: "))
    assert event["message"]["text"] == "hello"


def test_a_status_is_shown_while_the_app_thinks(ben: Person, client: WebClient) -> None:
    channel, since = ben.channel("tuner"), ben.get("changes")["seq"]
    ts = ben.say(channel, "What is III?")["ts"]
    client.assistant_threads_setStatus(channel_id=channel, thread_ts=ts, status="is thinking…")
    event = ben.get("changes", since=since)["events"][-1]
    assert (event["type"], event["thread_ts"], event["status"]) == (
        *("typing", ts),
        "is thinking…",
    )


def test_shortcuts_bring_their_message(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text(
        "display_information: {name: X}\n"
        "features: {shortcuts: [\n"
        "  {type: message, name: Tune, callback_id: tune_from, description: a},\n"
        "  {type: global, name: New, callback_id: tune_new, description: b}]}\n"
    )
    box = Box()
    with running(tmp_path / "data", manifest=manifest) as slack:
        app, ben = App(client=client_of(slack)), Person.named(slack.url, "Ben")
        for name in ("tune_from", "tune_new"):
            app.shortcut(name)(taken(box))
        channel = ben.channel("tuning")
        ts = ben.say(channel, "look")["ts"]
        with connected(slack, app):
            ben.post("shortcuts", callback_id="tune_from", channel=channel, ts=ts)
            ben.post("shortcuts", callback_id="tune_new")
            on_message, anywhere = box.all(2)
    assert (on_message["type"], on_message["message"]["text"]) == ("message_action", "look")
    assert (on_message["channel"]["id"], on_message["user"]["id"]) == (channel, ben.user)
    assert (anywhere["type"], bool(anywhere["trigger_id"])) == ("shortcut", True)


def taken(box: Box) -> Callable[[Ack, Any], None]:
    def take(ack: Ack, body: Any) -> None:
        ack()
        box.put(body)

    return take


def test_unread_counts_what_others_wrote(slack: Running, ben: Person) -> None:
    chloe, channel = Person.named(slack.url, "Chloé"), ben.channel("tuning")
    ben.say(channel, "one")

    def unread() -> int:
        channels = chloe.get("workspace")["channels"]
        return next(it["unread"] for it in channels if it["id"] == channel)

    assert unread() == 1
    chloe.messages(channel)
    assert unread() == 0


def test_another_sites_page_cannot_act(slack: Running, ben: Person) -> None:
    body = {"as": ben.user, "channel": ben.channel("tuning"), "text": "forged"}
    for headers in ({"origin": "https://evil.example"}, {"host": "evil.example"}):
        answer = requests.post(
            f"{slack.url}/person/messages", json=body, headers=headers, timeout=5
        )
        assert answer.status_code == 403
    assert ben.messages(ben.channel("tuning")) == []


def test_who_acts_must_be_somebody(slack: Running) -> None:
    answer = requests.get(f"{slack.url}/person/views", timeout=5)
    assert answer.status_code == 400
    assert "Say who acts" in answer.json()["message"]


def test_emoji_have_names(ben: Person) -> None:
    names = ben.get("emoji.json")
    assert (names["white_check_mark"], names["thumbsup"], names["+1"]) == ("✅", "👍", "👍")


def test_people_make_channels_join_and_leave(slack: Running, ben: Person) -> None:
    made = ben.post("channels", name="lab", private=True)["channel"]
    ada = Person.named(slack.url, "Ada")
    ben.post(f"channels/{made['id']}/invite", user=ada.user)
    assert "lab" in [it["name"] for it in ada.get("workspace")["channels"]]
    ada.post(f"channels/{made['id']}/leave")
    assert "lab" not in [it["name"] for it in ada.get("workspace")["channels"]]
    with pytest.raises(Refused, match="channel #lab already"):
        ada.post("channels", name="lab")

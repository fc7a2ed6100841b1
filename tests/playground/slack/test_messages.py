"""What the app posts, changes and deletes, and what it is refused."""

from pathlib import Path
from typing import Any, cast

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from playground.person import Json, Person
from playground.slack.testing import Running, running
from tests.playground.slack.conftest import client_of
from tests.playground.slack.forms import section

pytestmark = pytest.mark.filterwarnings("ignore:The top-level `text` argument is missing")


def refusal(call: Any, **arguments: Any) -> Json:
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    response = cast("Any", caught.value.response)
    return response.data


def test_a_posted_message_is_read_by_everyone(client: WebClient, slack: Running) -> None:
    ada = Person.named(slack.url, "Ada")
    channel = ada.channel("tuning")
    answer: Any = client.chat_postMessage(channel=channel, text="Hello", blocks=[section("*Hi*")])
    (message,) = ada.messages(channel)
    assert answer["ts"] == message["ts"]
    assert message["blocks"][0]["text"] == {"type": "mrkdwn", "text": "*Hi*", "verbatim": False}
    assert message["blocks"][0]["block_id"]


@pytest.mark.parametrize(
    ("channel", "error"),
    [("random", "not_in_channel"), ("secret-lab", "channel_not_found"), ("", "channel_not_found")],
)
def test_the_app_speaks_only_where_it_is(
    client: WebClient, slack: Running, channel: str, error: str
) -> None:
    ada = Person.named(slack.url, "Ada")
    where = ada.channel(channel) if channel else "C0NOWHERE"
    assert refusal(client.chat_postMessage, channel=where, text="a")["error"] == error


def test_an_archived_channel_takes_nothing(client: WebClient, ben: Person) -> None:
    channel = ben.channel("tuning")
    ben.post(f"channels/{channel}/archive")
    assert refusal(client.chat_postMessage, channel=channel, text="a")["error"] == "is_archived"


def test_a_refused_block_says_where_it_is_wrong(client: WebClient, ben: Person) -> None:
    channel = ben.channel("tuning")
    answer = refusal(
        client.chat_postMessage, channel=channel, text="a", blocks=[section("a" * 3001)]
    )
    words = "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"] == {"messages": [words]}
    assert ben.messages(channel) == []


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "a" * 4001}, "msg_too_long"),
        ({"text": "a", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"text": "a", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        ({"markdown_text": "a", "text": "b"}, "markdown_text_conflict"),
    ],
)
def test_bad_content_has_slacks_name(
    client: WebClient, ben: Person, arguments: Json, error: str
) -> None:
    channel = ben.channel("tuning")
    assert refusal(client.chat_postMessage, channel=channel, **arguments)["error"] == error


def test_an_update_keeps_the_place_and_says_edited(client: WebClient, ben: Person) -> None:
    channel = ben.channel("tuning")
    posted: Any = client.chat_postMessage(channel=channel, text="0 of 2", blocks=[section("0")])
    client.chat_update(channel=channel, ts=posted["ts"], text="1 of 2", blocks=[section("1")])
    (message,) = ben.messages(channel)
    assert (message["ts"], message["text"]) == (posted["ts"], "1 of 2")
    assert message["edited"]
    assert message["blocks"][0]["block_id"] == posted["message"]["blocks"][0]["block_id"]


def test_only_own_messages_can_be_changed(client: WebClient, ben: Person) -> None:
    channel = ben.channel("tuning")
    ts = ben.say(channel, "mine")["ts"]
    changed = refusal(client.chat_update, channel=channel, ts=ts, text="yours")
    deleted = refusal(client.chat_delete, channel=channel, ts=ts)
    missing = refusal(client.chat_update, channel=channel, ts="1.000001", text="a")
    errors = [answer["error"] for answer in (changed, deleted, missing)]
    assert errors == ["cant_update_message", "cant_delete_message", "message_not_found"]


def test_a_deleted_message_is_gone(client: WebClient, ben: Person) -> None:
    channel = ben.channel("tuning")
    posted: Any = client.chat_postMessage(channel=channel, text="a")
    client.chat_delete(channel=channel, ts=posted["ts"])
    assert ben.messages(channel) == []


def test_replies_stand_in_the_thread_and_are_counted(client: WebClient, ben: Person) -> None:
    channel = ben.channel("tuning")
    root: Any = client.chat_postMessage(channel=channel, text="root")
    client.chat_postMessage(channel=channel, text="one", thread_ts=root["ts"])
    client.chat_postMessage(channel=channel, text="two", thread_ts=root["ts"], reply_broadcast=True)
    shown = ben.messages(channel)
    assert [it["text"] for it in shown] == ["root", "two"]
    assert shown[0]["reply_count"] == 2
    assert [it["text"] for it in ben.messages(channel, root["ts"])] == ["root", "one", "two"]


def test_an_ephemeral_message_has_one_reader(
    client: WebClient, slack: Running, ben: Person
) -> None:
    channel = ben.channel("tuning")
    client.chat_postEphemeral(channel=channel, user=ben.user, text="psst")
    assert [it["ephemeral"] for it in ben.messages(channel)] == [True]
    assert Person.named(slack.url, "Ada").messages(channel) == []


def test_a_message_to_a_person_is_a_direct_one(client: WebClient, ben: Person) -> None:
    posted: Any = client.chat_postMessage(channel=ben.user, text="psst")
    assert ben.messages(posted["channel"])[0]["text"] == "psst"
    assert posted["channel"] == ben.channel("tuner")


def test_metadata_is_read_back_only_on_asking(client: WebClient, ben: Person) -> None:
    channel, known = ben.channel("tuning"), {"event_type": "job", "event_payload": {"key": "1"}}
    client.chat_postMessage(channel=channel, text="a", metadata=known)
    plainly: Any = client.conversations_history(channel=channel)
    wholly: Any = client.conversations_history(channel=channel, include_all_metadata=True)
    assert "metadata" not in plainly["messages"][0]
    assert wholly["messages"][0]["metadata"] == known


def test_history_is_newest_first_and_has_pages(client: WebClient, ben: Person) -> None:
    channel = ben.channel("tuning")
    for number in range(5):
        client.chat_postMessage(channel=channel, text=str(number))
    first: Any = client.conversations_history(channel=channel, limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    second: Any = client.conversations_history(channel=channel, limit=3, cursor=cursor)
    assert [it["text"] for it in first["messages"]] == ["4", "3", "2"]
    assert [it["text"] for it in second["messages"]] == ["1", "0"]
    assert (first["has_more"], second["has_more"]) == (True, False)


def test_missing_text_is_a_warning(client: WebClient, ben: Person) -> None:
    channel = ben.channel("tuning")
    answer: Any = client.chat_postMessage(channel=channel, blocks=[section("a")])
    assert answer["warning"] == "missing_text_in_message"


@pytest.mark.parametrize("how", ["json", "data", "params"])
def test_json_form_and_query_say_the_same(slack: Running, ben: Person, how: str) -> None:
    body: Json = {"channel": ben.channel("tuning"), "text": "a"}
    bearer = {"authorization": f"Bearer {slack.bot_token}"}
    kinds: Json = {how: body}
    answer = requests.post(f"{slack.api_url}chat.postMessage", headers=bearer, timeout=5, **kinds)
    assert answer.json()["ok"], answer.text


@pytest.mark.parametrize(
    ("token", "error"),
    [(None, "not_authed"), ("xoxb-1", "invalid_auth"), ("app", "not_allowed_token_type")],
)
def test_a_wrong_token_is_told_so(slack: Running, token: str | None, error: str) -> None:
    token = slack.app_token if token == "app" else token
    headers = {"authorization": f"Bearer {token}"} if token else {}
    answer = requests.post(f"{slack.api_url}auth.test", headers=headers, timeout=5)
    assert answer.json() == {"ok": False, "error": error}


def test_rates_are_limited_where_that_is_wanted(tmp_path: Path) -> None:
    with running(tmp_path, rate_limits="strict") as slack:
        client, ada = client_of(slack), Person.named(slack.url, "Ada")
        channel = ada.channel("tuning")
        for _ in range(10):
            client.chat_postMessage(channel=channel, text="a")
        with pytest.raises(SlackApiError) as caught:
            client.chat_postMessage(channel=channel, text="a")
    response = cast("Any", caught.value.response)
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert int(response.headers["retry-after"]) >= 1


def test_a_scope_that_the_manifest_lacks_is_named(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text(
        "display_information: {name: X}\n"
        "oauth_config: {scopes: {bot: [commands], bot_optional: ['chat:write']}}\n"
    )
    with running(tmp_path / "a", manifest=manifest) as slack:
        answer = refusal(client_of(slack).chat_postMessage, channel="C1", text="a")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
    with running(tmp_path / "b", manifest=manifest, optional_scopes=("all",)) as slack:
        answer = refusal(client_of(slack).chat_postMessage, channel="C1", text="a")
    assert answer["error"] == "channel_not_found"

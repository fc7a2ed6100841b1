"""What comes to the door unsigned is not read; what is signed and makes no sense harms nobody."""

import hashlib
import hmac
import http.client
import json
import logging
import random
import time
from collections.abc import Generator, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import pytest

from bot.app import House
from bot.web import slack as door
from playground.person import Json
from playground.slack.testing import Running
from tests.bot.http.conftest import Town, team

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
JUNK: tuple[Any, ...] = (
    None, [], {}, 0, -1, 2**70, 1.5, True, "", "x", "\x00", "\ud800", "x" * 5000, [None],
    {"id": None}, {"": []}, [[]], "E1", "T0", ["U1"],
)  # fmt: skip


@dataclass
class Slack:
    """Sends what it likes, signed as Slack would or not at all."""

    url: str
    secret: str
    line: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=20)

    def send(self, body: bytes, kind: str = JSON, **headers: str) -> int:
        self.line.request("POST", "/slack/events", body, {"content-type": kind, **headers})
        answer = self.line.getresponse()
        answer.read()
        return answer.status

    def signed(self, body: bytes, kind: str = JSON, ago: int = 0) -> int:
        stamp = str(int(time.time()) - ago)
        mac = hmac.new(self.secret.encode(), b"v0:%b:%b" % (stamp.encode(), body), hashlib.sha256)
        signature = {
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": f"v0={mac.hexdigest()}",
        }
        return self.send(body, kind, **signature)


@pytest.fixture
def slack(town: Town, house: House) -> Generator[Slack]:
    it = Slack(town.url, town.one.signing_secret)
    yield it
    it.line.close()


def seen(slack: Running) -> list[tuple[str, Json]]:
    """Return what people make Slack send: each kind of thing, as it was."""
    assert slack.world
    user, whose = "U1", {"team": {"id": team(slack), "domain": "acme"}, "enterprise": None}
    who = {"user": {"id": user, "username": "ada", "team_id": team(slack)}, **whose}
    view: Json = {
        "id": "V1", "type": "modal", "callback_id": "start.submit", "hash": "1.a", "blocks": [],
        "private_metadata": '{"channel": "C1"}',
        "state": {"values": {"display_name": {"display_name": {"type": "plain_text_input"}}}},
    }  # fmt: skip
    message: Json = {"ts": "1.0", "text": "hello", "user": user}
    pressed = {"type": "button", "action_id": "start.open", "block_id": "b", "value": "{}"}
    acted = [
        {"type": "block_actions", **who, "actions": [pressed], "trigger_id": "1.2.3",
         "channel": {"id": "C1"}, "message": message, "container": {"type": "message"}},
        {"type": "block_suggestion", **who, "action_id": "model", "block_id": "model", "value": "i",
         "view": view},
        {"type": "view_submission", **who, "view": view, "trigger_id": "1.2.3"},
        {"type": "shortcut", **who, "callback_id": "shortcuts.start", "trigger_id": "1.2.3"},
        {"type": "message_action", **who, "callback_id": "shortcuts.on_file", "trigger_id": "1.2.3",
         "channel": {"id": "C1"}, "message": message},
    ]  # fmt: skip
    events = [
        {"type": "app_mention", **message, "channel": "C1"},
        {"type": "message", **message, "channel": "D1", "channel_type": "im"},
        {"type": "app_home_opened", "user": user, "channel": "D1", "tab": "messages"},
        {"type": "member_joined_channel", "user": user, "channel": "C1"},
        {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}},
        {"type": "team_access_revoked", "team_ids": ["T7"]},
    ]
    installed = {"enterprise_id": None, "team_id": team(slack), "is_enterprise_install": False}
    outer = {"type": "event_callback", "team_id": team(slack), "authorizations": [installed]}
    times = {"event_time": int(time.time())}
    return [
        *(("payload", it) for it in acted),
        *(("event", {**outer, **times, "event": it}) for it in events),
        ("command", {"command": "/x-tune", "text": "help", "user_id": user, "channel_id": "C1",
                     "team_id": team(slack), "trigger_id": "1.2.3"}),
    ]  # fmt: skip


def packed(kind: str, payload: Json) -> tuple[bytes, str]:
    if kind == "event":
        return json.dumps(payload).encode(), JSON
    fields = {"payload": json.dumps(payload)} if kind == "payload" else payload
    return urlencode(fields, errors="surrogatepass").encode(), FORM


def mutated(thing: Any, chance: random.Random) -> Any:
    """Return it with one or two of its parts gone, or something else in their place."""
    whole = json.loads(json.dumps(thing))
    for _ in range(chance.randint(1, 2)):
        *way, last = chance.choice(list(ways(whole)))
        place: Any = whole
        for key in way:
            place = place[key]
        if chance.random() < 0.3:
            del place[last]
        else:
            place[last] = deepcopy(chance.choice(JUNK))
    return whole


def ways(thing: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the keys that lead to each part."""
    parts: Any = ()
    if isinstance(thing, dict):
        parts = cast("Json", thing).items()
    elif isinstance(thing, list):
        parts = enumerate(cast("list[Any]", thing))
    for key, part in parts:
        yield (key,)
        yield from ((key, *rest) for rest in ways(part))


def spoilt(body: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(body) + 1)
    return chance.choice(
        (body[:at], body[at:], body[:at] + chance.randbytes(3) + body[at:], b"[" * 5000, b"")
    )


def unkind(slack: Slack, town: Town, count: int, seed: int) -> dict[int, int]:
    """Send that many bodies, most of them signed; return how often each status came."""
    chance, found = random.Random(seed), dict[int, int]()  # noqa: S311  # the same each time
    bases = seen(town.one)
    for number in range(count):
        kind, payload = chance.choice(bases)
        if kind == "event":
            payload = {**payload, "event_id": f"Ev{number}"}
        body, form = packed(kind, mutated(payload, chance))
        if chance.random() < 0.2:
            body = spoilt(body, chance)
        is_signed = chance.random() < 0.8
        status = slack.signed(body, form) if is_signed else slack.send(body, form)
        assert is_signed or status == 401
        assert status < 500, (status, body)
        found[status] = found.get(status, 0) + 1
    return found


@pytest.mark.parametrize("count", [3_000, pytest.param(100_000, marks=pytest.mark.soak)])
def test_malformed_and_mutated_bodies_do_no_harm(
    town: Town, slack: Slack, count: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        found = unkind(slack, town, count, seed=9)

    assert {200, 400, 401} <= set(found)
    names = ("bot", "slack_bolt.App", "handlers.stage")
    ours = [it for it in caplog.records if it.name.startswith(names)]
    assert not [it.getMessage() for it in ours if it.levelno >= logging.ERROR]


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("event", {"event": None}),
        ("event", {"event": []}),
        ("event", {"authorizations": [None]}),
        ("block_actions", {"actions": []}),
        ("block_actions", {"user": True}),
        ("view_submission", {"view": None}),
        ("view_submission", {"view": {"id": "V1", "type": "modal", "callback_id": "x"}}),
        ("view_submission", {"private_metadata": "{"}),
        ("block_actions", {"trigger_id": None}),
        ("command", {"view": "none"}),
        ("event", {"event": {"type": "", "channel": True}}),
        ("event", {"event": {"type": "other", "message": {"user": True}}}),
        ("shortcut", {"event": "app_mention"}),
    ],
)
def test_what_bolt_would_trip_over_is_nobodys(
    town: Town, slack: Slack, kind: str, change: Json
) -> None:
    as_it_is = next(it for it in seen(town.one) if kind in {it[0], it[1].get("type")})
    whole = as_it_is[1] | change
    if "private_metadata" in change:
        whole = as_it_is[1] | {"view": as_it_is[1]["view"] | change}
    assert slack.signed(*packed(as_it_is[0], whole)) == 400


def test_a_menu_outside_of_a_view_is_let_in(town: Town, slack: Slack) -> None:
    kind, whole = next(it for it in seen(town.one) if it[1].get("type") == "block_suggestion")
    assert slack.signed(*packed(kind, whole | {"view": None})) == 404, "it is no menu of ours"


def test_what_slack_sends_is_let_in(town: Town, slack: Slack) -> None:
    for number, (kind, payload) in enumerate(seen(town.one)):
        numbered = {**payload, "event_id": f"Ev{number}", "trigger_id": f"{number}.0.0"}
        assert slack.signed(*packed(kind, numbered)) in {200, 404}, payload


def test_the_unsigned_is_refused_before_anybody_reads_it(
    slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reads(_: bytes) -> None:
        raise AssertionError("it was read")

    monkeypatch.setattr(door, "payload_of", reads)
    assert slack.send(b"{}") == 401
    assert slack.signed(b"{}", ago=301) == 401
    assert slack.signed(b"{}", ago=-301) == 401
    signed = {"x-slack-signature": "v0=é", "x-slack-request-timestamp": str(int(time.time()))}
    assert slack.send(b"{}", **signed) == 401
    assert slack.send(b"{}", **signed | {"x-slack-request-timestamp": "9" * 5000}) == 401
    assert slack.send(b"x" * (door.MOST_BYTES + 1)) == 413


def test_slack_may_look_whether_we_are_there(slack: Slack) -> None:
    assert slack.signed(b"ssl_check=1&token=x", FORM) == 200
    said = json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"})
    assert slack.signed(said.encode()) == 200


def test_an_event_that_comes_again_is_not_done_again(
    town: Town, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    [event] = [it for kind, it in seen(town.one) if "app_mention" in str(it) and kind == "event"]
    ada = town.ada(town.one)
    channel = ada.channel("tuning")
    event["event"] |= {"channel": channel, "user": ada.user, "text": "?", "ts": "1.5"}
    body, kind = packed("event", {**event, "event_id": "Ev1"})
    for _ in range(3):
        assert slack.signed(body, kind) == 200
    ada.until(lambda: ada.messages(channel))
    time.sleep(0.5)
    heard = [it for it in ada.messages(channel) if "I teach language models" in str(it)]
    assert len(heard) <= 1

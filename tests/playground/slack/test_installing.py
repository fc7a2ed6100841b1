"""An app by signed HTTP: it is installed, gets and renews tokens, and is sent away."""

import base64
import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import yaml
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from playground.person import Json, Person, Refused
from playground.slack.testing import Running, running, running_beside

BACK = "http://127.0.0.1:9/back"


class Ear(ThreadingHTTPServer):
    """An app that writes down what it is sent, and answers with *said*."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Hearing)
        self.heard = list[tuple[dict[str, str], bytes]]()
        self.said, self.status = b"", 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/slack/events"


class Hearing(BaseHTTPRequestHandler):
    server: Ear  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:  # its name there
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.heard.append(({k.lower(): v for k, v in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.send_header("content-length", str(len(self.server.said)))
        self.end_headers()
        self.wfile.write(self.server.said)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is to be said of it."""


@contextmanager
def listening() -> Generator[Ear]:
    ear = Ear()
    thread = threading.Thread(target=ear.serve_forever, daemon=True)
    thread.start()
    yield ear
    ear.shutdown()
    ear.server_close()


@pytest.fixture
def ear() -> Generator[Ear]:
    with listening() as it:
        yield it


@pytest.fixture
def manifest(tmp_path: Path, ear: Ear) -> Path:
    bot_events = ["app_home_opened", "message.im", "app_uninstalled", "tokens_revoked"]
    whole = {
        "display_information": {"name": "Tuner"},
        "features": {
            "bot_user": {"display_name": "tuner"},
            "slash_commands": [{"command": "/tune", "description": "-", "url": ear.url}],
        },
        "oauth_config": {"redirect_urls": [BACK], "scopes": {"bot": ["chat:write", "commands"]}},
        "settings": {
            "event_subscriptions": {"request_url": ear.url, "bot_events": bot_events},
            "interactivity": {"is_enabled": True, "request_url": ear.url},
            "socket_mode_enabled": False,
            "token_rotation_enabled": True,
        },
    }
    file = tmp_path / "manifest.yml"
    file.write_text(yaml.safe_dump(whole))
    return file


@pytest.fixture
def slack(tmp_path: Path, manifest: Path) -> Generator[Running]:
    with running(tmp_path / "one", manifest=manifest, rate_limits="off") as it:
        yield it


@pytest.fixture
def ada(slack: Running) -> Person:
    return Person.named(slack.url, "Ada")


def client_of(slack: Running) -> tuple[str, str]:
    assert slack.world
    return slack.world.tokens["client_id"], slack.world.tokens["client_secret"]


def consent(slack: Running, person: Person, choice: str = "allow", **asked: str) -> Any:
    """Answer the page; return what the browser brings back to the app."""
    query = {"client_id": client_of(slack)[0], "redirect_uri": BACK, "state": "s"} | asked
    page, answer = f"{slack.url}/oauth/v2/authorize", {"as": person.user, "choice": choice}
    done = requests.post(page, answer, params=query, allow_redirects=False, timeout=5)
    if done.status_code != 303:
        return done
    return {k: v[0] for k, v in parse_qs(urlsplit(done.headers["location"]).query).items()}


def access(slack: Running, **fields: str) -> Json:
    client = WebClient(base_url=slack.api_url, retry_handlers=[])
    name, secret = client_of(slack)
    answer: Any = client.oauth_v2_access(client_id=name, client_secret=secret, **fields)
    return answer.data


def installed(slack: Running, person: Person) -> Json:
    return access(slack, code=consent(slack, person)["code"], redirect_uri=BACK)


def refusal(slack: Running, token: str) -> str:
    """Return why a token is none, or nothing."""
    try:
        WebClient(token, base_url=slack.api_url, retry_handlers=[]).auth_test()
    except SlackApiError as error:
        return error.response["error"]  # pyright: ignore[reportUnknownVariableType]
    return ""


def test_who_allows_it_gives_the_app_a_token_that_lives_for_hours(
    slack: Running, ada: Person
) -> None:
    assert refusal(slack, slack.bot_token) == "invalid_auth", "nothing is installed yet"

    answer = installed(slack, ada)

    assert answer["access_token"].startswith("xoxe.xoxb-")
    assert (answer["expires_in"], answer["authed_user"]) == (43_200, {"id": ada.user})
    assert refusal(slack, answer["access_token"]) == ""


def test_a_code_works_once_for_the_client_and_the_address_that_it_is_for(
    slack: Running, ada: Person
) -> None:
    code = consent(slack, ada)["code"]
    access(slack, code=code, redirect_uri=BACK)
    with pytest.raises(SlackApiError, match="invalid_code"):
        access(slack, code=code, redirect_uri=BACK)
    with pytest.raises(SlackApiError, match="bad_redirect_uri"):
        access(slack, code=consent(slack, ada)["code"], redirect_uri="http://127.0.0.1:9/else")
    assert consent(slack, ada, "cancel") == {"state": "s", "error": "access_denied"}
    assert consent(slack, ada, client_id="1.2").status_code == 400
    assert consent(slack, ada, redirect_uri="http://evil.example").status_code == 400


def test_a_refresh_token_works_once(slack: Running, ada: Person) -> None:
    first = installed(slack, ada)
    renew = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}

    second = access(slack, **renew)

    assert second["access_token"] != first["access_token"]
    assert refusal(slack, second["access_token"]) == ""
    with pytest.raises(SlackApiError, match="invalid_refresh_token"):
        access(slack, **renew)


def test_a_token_dies_in_time(tmp_path: Path, manifest: Path) -> None:
    with running(tmp_path / "two", manifest=manifest, token_life=0) as slack:
        ada = Person.named(slack.url, "Ada")
        assert refusal(slack, installed(slack, ada)["access_token"]) == "token_expired"


def test_commands_and_events_are_signed_requests(slack: Running, ada: Person, ear: Ear) -> None:
    installed(slack, ada)
    ear.said = b"hello"
    channel = ada.channel("tuning")
    ada.command(channel, "/tune", "help")
    ada.until(lambda: any(it["text"] == "hello" for it in ada.messages(channel)))
    ada.get("home")
    ada.until(lambda: len(ear.heard) > 1)

    (headers, command), (_, event) = ear.heard
    assert SignatureVerifier(slack.signing_secret).is_valid_request(command, headers)
    assert parse_qs(command.decode())["command"] == ["/tune"]
    assert json.loads(event)["event"]["type"] == "app_home_opened"


def test_an_app_that_fails_or_is_away_is_said_to_be(slack: Running, ada: Person, ear: Ear) -> None:
    ear.status = 500
    with pytest.raises(Refused, match="dispatch_failed"):
        ada.command(ada.channel("tuning"), "/tune")


def test_an_app_that_is_sent_away_hears_of_it_and_has_no_token(
    slack: Running, ada: Person, ear: Ear
) -> None:
    token = installed(slack, ada)["access_token"]

    ada.post("app/uninstall")

    assert refusal(slack, token) == "account_inactive"
    ada.until(lambda: len(ear.heard) == 2)
    told = {json.loads(body)["event"]["type"] for _, body in ear.heard}
    assert told == {"app_uninstalled", "tokens_revoked"}
    with pytest.raises(Refused):
        ada.post("app/uninstall")
    assert refusal(slack, installed(slack, ada)["access_token"]) == ""


def test_two_workspaces_have_one_app_and_tokens_of_their_own(
    slack: Running, ada: Person, tmp_path: Path, manifest: Path
) -> None:
    mine = installed(slack, ada)
    with running_beside(slack, tmp_path / "two", manifest=manifest) as other:
        theirs = installed(other, Person.named(other.url, "Ada"))
        asked = [
            WebClient(it["access_token"], base_url=slack.api_url).auth_test()
            for it in (mine, theirs)
        ]
        assert [it["team_id"] for it in asked] == [it["team"]["id"] for it in (mine, theirs)]
        assert mine["team"]["id"] != theirs["team"]["id"]


def test_a_client_that_is_none_gets_nothing(slack: Running, ada: Person) -> None:
    code, wrong = consent(slack, ada)["code"], base64.b64encode(b"1.2:hush").decode()
    answer = requests.post(
        f"{slack.api_url}oauth.v2.access",
        {"code": code, "redirect_uri": BACK},
        headers={"authorization": f"Basic {wrong}"},
        timeout=5,
    )
    assert answer.json()["error"] == "invalid_client_id"

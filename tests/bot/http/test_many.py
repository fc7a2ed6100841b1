"""One Tuner in many workspaces: installed, asked, and taken out, each for itself alone."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from slack_bolt import BoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from bot.app import House
from bot.config import Config
from bot.domain import Account, utc_now
from bot.errors import NotConnected
from handlers.bodies import workspace_of
from playground.consenting import install
from playground.person import Person
from playground.slack.testing import Running
from tests import make
from tests.bot.http.conftest import Town, journal, link, offered, said, team
from tests.playground.google.local import Google


def until(see: Callable[[], object], within: float = 10) -> None:
    end = time.monotonic() + within
    while not see():
        assert time.monotonic() < end, f"not seen: {see}"
        time.sleep(0.05)


def account(house: House, slack: Running) -> Account | None:
    return house.store.workspace(team(slack)).accounts.account("U1")


def revocations(google: Google) -> int:
    return len([it for it in google.service.journal.since(0) if it["method"] == "oauth2.Revoke"])


def test_each_workspace_that_installs_it_is_answered_with_a_token_of_its_own(
    town: Town, house: House
) -> None:
    for slack in (town.one, town.two):
        ada = town.ada(slack)
        channel = ada.channel("tuning")
        ada.command(channel, "/x-tune", "help")
        ada.until(lambda ada=ada, channel=channel: "/x-ask NAME" in str(said(ada, channel)))
    tokens = {house.reach.client_for(team(it)).token for it in (town.one, town.two)}
    assert len(tokens) == 2
    assert not journal(town.one, "from_app", "auth.test")[2:], "only as it was installed"


def test_whoever_installs_it_hears_what_is_next_in_three_lines(town: Town, house: House) -> None:
    ada = town.ada(town.one)
    direct = next(
        it["id"]
        for it in ada.get("workspace")["channels"]
        if it["kind"] == "dm" and it["with"] != ada.user
    )
    [words] = ada.until(lambda: said(ada, direct))
    assert len(words.splitlines()) == 3
    assert "`/x-tune connect`" in words


def test_no_text_names_a_command_that_is_not_there(town: Town, house: House) -> None:
    ada = town.ada(town.one)
    channel = ada.channel("tuning")
    for words in ("help", "connext", "cancel nothing", "disconnect"):
        ada.command(channel, "/x-tune", words)
    ada.command(channel, "/x-ask", "")
    ada.command(channel, "/x-models", "")
    ada.until(lambda: len(ada.messages(channel)) >= 6)
    shown = json.dumps([ada.messages(channel), ada.get("home")])
    assert "`/x-tune" in shown
    assert not [it for it in ("`/tune", "`/ask", "`/models") if it in shown]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "other"}, "has run out, or was taken already"),
        ({"state": "../../etc/passwd"}, "has run out"),
        ({"state": ""}, "has run out"),
        ({"error": "access_denied"}, "You did not allow it"),
        ({"code": "stolen"}, "invalid_code"),
        ({"code": ""}, "no code"),
    ],
)
def test_a_way_back_that_is_not_right_installs_nothing_and_says_why(
    town: Town, change: dict[str, str], words: str
) -> None:
    with town.house() as house, requests.Session() as browser:
        query = come_back(town, browser) | change
        page = browser.get(f"{town.url}/slack/oauth_redirect", params=query, timeout=10)
        assert page.status_code == 400
        assert "Nothing was installed" in page.text
        assert words in page.text
        assert house.store.installations.of(team(town.one)) is None


def come_back(town: Town, browser: requests.Session) -> dict[str, str]:
    """Allow it as Ada; return what Slack sends the browser back with."""
    path = offered(browser.get(f"{town.url}/slack/install", timeout=10))
    answer = {"as": town.ada(town.one).user, "choice": "allow"}
    done = browser.post(f"{town.one.url}{path}", answer, allow_redirects=False, timeout=10)
    return {k: v[0] for k, v in parse_qs(urlsplit(done.headers["location"]).query).items()}


def test_a_way_to_slack_works_once_in_the_browser_that_it_was_made_for(town: Town) -> None:
    with town.house() as house, requests.Session() as browser:
        query, back = come_back(town, browser), f"{town.url}/slack/oauth_redirect"
        kept = browser.cookies.get("tuner-install") or ""
        assert requests.get(back, params=query, timeout=10).status_code == 400, "no cookie"
        assert browser.get(back, params=query, timeout=10).status_code == 400, "used up by that"

        query = come_back(town, browser)
        assert "Tuner is in" in browser.get(back, params=query, timeout=10).text
        again = requests.get(back, params=query, cookies={"tuner-install": kept}, timeout=10)
        assert again.status_code == 400
        assert house.store.installations.of(team(town.one))


def test_a_way_to_slack_runs_out(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.installing.PATIENCE", timedelta(seconds=-1))
    with town.house(), requests.Session() as browser:
        query = come_back(town, browser)
        page = browser.get(f"{town.url}/slack/oauth_redirect", params=query, timeout=10)
        assert "has run out" in page.text


def test_who_takes_it_out_leaves_no_secret_and_the_other_workspace_goes_on(
    town: Town, house: House, google: Google
) -> None:
    before = revocations(google)
    link(house, team(town.one), "U1")
    link(house, team(town.two), "U1", "ben@playground.test")

    town.ada(town.one).post("app/uninstall")

    until(lambda: account(house, town.one) is None)
    until(lambda: revocations(google) == before + 1)
    assert house.store.installations.of(team(town.one)) is None
    assert house.accounts.credentials(team(town.two), "U1").token
    assert house.reach.client_for(team(town.two)).auth_test()["ok"]
    ada = town.ada(town.two)
    ada.command(ada.channel("tuning"), "/x-tune", "help")


def test_google_is_left_alone_where_somebody_else_here_has_the_same_account(
    town: Town, house: House, google: Google
) -> None:
    before = revocations(google)
    for slack in (town.one, town.two):
        link(house, team(slack), "U1")

    town.ada(town.one).post("app/uninstall")
    until(lambda: account(house, town.one) is None)
    house.leaving.clean_up(utc_now() + timedelta(hours=1))

    assert revocations(google) == before
    assert house.accounts.unlink(team(town.two), "U1")
    assert revocations(google) == before + 1, "nobody else has it now"


def test_a_kill_between_the_event_and_the_cleaning_up_leaves_nothing_undone(
    town: Town, house: House, google: Google
) -> None:
    before = revocations(google)
    link(house, team(town.one), "U1")
    house.pulse.stop()  # as far as the process came
    house.leaving.left("", team(town.one), utc_now())
    with pytest.raises(NotConnected):
        house.accounts.credentials(team(town.one), "U1")
    assert revocations(google) == before
    house.stop()

    with town.house():
        until(lambda: revocations(google) == before + 1)


def test_one_person_takes_back_what_they_allowed(town: Town, house: House) -> None:
    link(house, team(town.one), "U1")
    link(house, team(town.one), "U2", "ben@playground.test")
    world, loop = town.one.world, town.one.loop
    assert world
    event = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}
    loop.call_soon_threadsafe(world.events.emit, event)

    until(lambda: account(house, town.one) is None)
    assert house.store.workspace(team(town.one)).accounts.account("U2")
    assert house.store.installations.of(team(town.one))


def test_a_poller_that_finds_the_door_shut_has_left(town: Town, house: House) -> None:
    """The event may never come: Slack's refusal says the same."""
    link(house, team(town.one), "U1")
    client = house.reach.client_for(team(town.one))
    world = town.one.world
    assert world
    town.one.loop.call_soon_threadsafe(world.installs.uninstall)
    until(lambda: not world.installs.is_installed)

    with pytest.raises(SlackApiError, match="account_inactive"):
        client.chat_postMessage(channel="C1", text="still here?")

    assert house.store.installations.of(team(town.one)) is None
    assert account(house, town.one) is None
    assert house.store.installations.of(team(town.two))


def test_who_installs_it_again_finds_it_as_before(town: Town, house: House) -> None:
    ada: Person = town.ada(town.one)
    ada.post("app/uninstall")
    until(lambda: house.store.installations.of(team(town.one)) is None)
    time.sleep(1.1)  # Slack's events say when, in whole seconds
    install(town.one.url, town.url)

    ada.command(ada.channel("tuning"), "/x-tune", "help")
    assert not house.store.departures.left(utc_now())


def test_an_organisation_that_has_it_is_answered_in_each_of_its_workspaces(town: Town) -> None:
    house = House(Config.from_env(town.settings))
    whole = make.installation(enterprise="E1", team="", token="xoxb-whole", expires=None)
    house.store.installations.put(whole)
    assert house.reach.authorize("E2", "T7") is None

    us = house.reach.authorize("E1", "T7")

    assert us
    assert (us.bot_token, us.team_id, us.bot_user_id) == ("xoxb-whole", "T7", "U9")
    client = house.reach.client_for("T7")
    assert (client.token, client.default_params) == ("xoxb-whole", {"team_id": "T7"})
    assert house.reach.client_for("T8").token is None, "nobody there has spoken yet"
    house.leaving.left("E1", "", utc_now())
    assert house.reach.authorize("E1", "T7") is None
    assert house.store.departures.left(utc_now()) == ["T7"]
    house.stop()


def of_organisation(town: Town, house: House, kind: str, *teams: str) -> None:
    """Tell Tuner, as Slack does, which workspaces of an organisation have it."""
    event = {"type": kind, "team_ids": list(teams)}
    body = json.dumps(
        {
            "type": "event_callback",
            "team_id": "T9",
            "enterprise_id": "E1",
            "event": event,
            "event_id": f"Ev-{kind}",
            "event_time": int(time.time()),
            "authorizations": [{"enterprise_id": "E1", "team_id": "T9", "is_bot": False}],
        }
    )
    sign = SignatureVerifier(town.settings["SLACK_SIGNING_SECRET"]).generate_signature
    stamp = str(int(time.time()))
    headers = {
        "content-type": "application/json",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": sign(timestamp=stamp, body=body) or "",
    }
    answer = requests.post(f"{town.url}/slack/events", body.encode(), headers=headers, timeout=10)
    assert answer.status_code == 200


def test_one_workspace_of_an_organisation_leaves_and_comes_back(town: Town) -> None:
    whole = make.installation(enterprise="E1", team="", token="xoxb-whole", expires=None)
    with town.house() as house:
        house.store.installations.put(whole)
        for it in ("T7", "T8"):
            house.reach.authorize("E1", it)
            link(house, it, "U1")

        of_organisation(town, house, "team_access_revoked", "T7")

        until(lambda: house.store.workspace("T7").accounts.account("U1") is None)
        assert house.store.departures.left(utc_now()) == ["T7"]
        assert house.reach.client_for("T7").token is None
        assert house.store.workspace("T8").accounts.account("U1")
        assert house.reach.client_for("T8").token == "xoxb-whole"

        of_organisation(town, house, "team_access_granted", "T7")

        until(lambda: house.store.departures.left(utc_now()) == [])
        assert house.reach.client_for("T7").token == "xoxb-whole"


def test_a_token_that_slack_says_has_expired_is_renewed_and_the_call_made_again(
    town: Town, house: House
) -> None:
    """Their clock may be ahead of ours, or a call may wait for its turn for long."""
    client = house.reach.client_for(team(town.one))
    world, old = town.one.world, client.token
    assert world
    assert old
    world.installs.expire(old)

    assert client.auth_test()["ok"]

    assert client.token != old
    assert house.reach.client_for(team(town.one)).token == client.token
    assert house.store.installations.of(team(town.one))


def test_a_form_in_an_organisation_is_in_the_workspace_of_whoever_sends_it() -> None:
    user = {"id": "U1", "team_id": "T7"}
    assert workspace_of(BoltContext({"team_id": "E1"}), {"user": user}) == "T7"
    assert workspace_of(BoltContext({"team_id": None}), {"user": user}) == "T7"
    assert workspace_of(BoltContext({"team_id": "T1"}), {"user": user}) == "T1"
    assert workspace_of(BoltContext({"team_id": None}), {"user": "U1"}) == ""

"""A person's Google account is linked by them alone, and forgotten for good."""

import json
import os
from dataclasses import replace
from datetime import timedelta

import pytest
import requests
from google.auth.transport.requests import AuthorizedSession

from bot.accounts import EXPIRED, AttemptFailed, GoogleAccounts
from bot.config import SHEETS
from bot.errors import LinkFailed, NotConnected
from bot.store import Store
from tests.bot.accounts.conftest import Wall
from tests.bot.accounts.signing_in import (
    ADA,
    BEN,
    CALLBACK,
    TUNING,
    babbling,
    client_of,
    consent,
    link,
    query_of,
    token_of,
    who,
)
from tests.playground.google.local import Google


def test_linking_remembers_whose_account_it_is(
    accounts: GoogleAccounts, google: Google, store: Store
) -> None:
    secret, pending = accounts.returned(query_of(consent(accounts.begin(ADA, "the form"))))
    assert (pending.person, pending.email, pending.intent) == (
        ADA,
        "ada@playground.test",
        "the form",
    )
    assert store.workspace("T1").accounts.account("U1") is None  # not before it is confirmed
    assert accounts.confirm(secret).email == "ada@playground.test"
    account = store.workspace("T1").accounts.account("U1")
    assert account
    assert account.email == "ada@playground.test"
    assert TUNING in account.scopes
    assert who(google, token_of(accounts)) == "ada@playground.test"


def test_the_client_s_secret_is_not_kept_with_the_tokens(
    accounts: GoogleAccounts, google: Google, store: Store
) -> None:
    link(accounts)
    kept = store.workspace("T1").accounts.credentials("U1")
    assert json.loads(kept)
    assert google.service.client_secret not in kept


def test_a_pending_link_hands_out_no_credentials(accounts: GoogleAccounts) -> None:
    secret, pending = accounts.returned(query_of(consent(accounts.begin(ADA, ""))))
    assert pending.credentials == ""
    assert accounts.confirm(secret).credentials == ""


def test_each_attempt_has_a_secret_and_a_challenge_of_its_own(accounts: GoogleAccounts) -> None:
    one, other = (query_of(accounts.begin(ADA, "")) for _ in range(2))
    assert one["code_challenge_method"] == "S256"
    assert one["code_challenge"] != other["code_challenge"]
    assert one["state"] != other["state"]
    assert len(one["state"]) >= 43  # 256 bits
    assert one["redirect_uri"] == CALLBACK


def test_an_attempt_works_once(accounts: GoogleAccounts) -> None:
    back = query_of(consent(accounts.begin(ADA, "")))
    accounts.returned(back)
    with pytest.raises(LinkFailed, match="used already"):
        accounts.returned(back)


def test_an_attempt_is_used_up_even_if_it_fails(accounts: GoogleAccounts) -> None:
    url = accounts.begin(ADA, "")
    back = query_of(consent(url))
    with pytest.raises(AttemptFailed):
        accounts.returned(back | {"code": "4/made-up"})
    with pytest.raises(LinkFailed, match="used already"):
        accounts.returned(back)


def test_an_attempt_runs_out_after_ten_minutes(accounts: GoogleAccounts, clock: Wall) -> None:
    back = query_of(consent(accounts.begin(ADA, "")))
    clock.ahead = timedelta(minutes=10, seconds=1)
    with pytest.raises(LinkFailed, match="run out"):
        accounts.returned(back)


def test_a_confirmation_works_once(accounts: GoogleAccounts) -> None:
    secret, _ = accounts.returned(query_of(consent(accounts.begin(ADA, ""))))
    accounts.confirm(secret)
    with pytest.raises(LinkFailed):
        accounts.confirm(secret)


def test_a_confirmation_runs_out_too(accounts: GoogleAccounts, clock: Wall, store: Store) -> None:
    secret, _ = accounts.returned(query_of(consent(accounts.begin(ADA, ""))))
    clock.ahead = timedelta(minutes=11)
    with pytest.raises(LinkFailed):
        accounts.confirm(secret)
    assert store.workspace("T1").accounts.account("U1") is None


def test_a_link_that_is_declined_is_forgotten(accounts: GoogleAccounts, store: Store) -> None:
    secret, _ = accounts.returned(query_of(consent(accounts.begin(ADA, ""))))
    assert accounts.decline(secret).person == ADA
    with pytest.raises(LinkFailed):
        accounts.confirm(secret)
    assert store.workspace("T1").accounts.account("U1") is None


def test_a_code_of_one_attempt_is_worth_nothing_in_another(accounts: GoogleAccounts) -> None:
    """Else somebody could slip their own code into another person's attempt."""
    mine = query_of(consent(accounts.begin(ADA, "")))
    theirs = query_of(consent(accounts.begin(BEN, "")))
    with pytest.raises(AttemptFailed) as caught:
        accounts.returned(theirs | {"code": mine["code"]})
    assert caught.value.attempt.person == BEN


def test_a_stolen_code_is_worth_nothing_without_the_verifier(
    accounts: GoogleAccounts, google: Google
) -> None:
    """Even to one who has the client's secret."""
    client = client_of(google)
    stolen = {
        "grant_type": "authorization_code",
        "code": query_of(consent(accounts.begin(ADA, "")))["code"],
        "redirect_uri": client.redirect_url,
        "client_id": client.id,
        "client_secret": client.secret,
    }
    for verifier in ({}, {"code_verifier": "x" * 64}):
        answer = requests.post(client.token_url, data=stolen | verifier, timeout=10)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_state_is_used_up_before_google_is_asked(store: Store, google: Google) -> None:
    """Else two who come back with one state in the same moment might both be served."""
    back = dict[str, str]()
    again = list[LinkFailed]()

    def meanwhile() -> None:
        with pytest.raises(LinkFailed) as caught:
            accounts.returned(back)
        again.append(caught.value)

    with babbling(400, b'{"error": "invalid_grant"}', meanwhile) as url:
        accounts = GoogleAccounts(replace(client_of(google), token_url=url), store)
        back |= query_of(consent(accounts.begin(ADA, "")))
        with pytest.raises(AttemptFailed):
            accounts.returned(back)
    assert [str(it) for it in again] == [EXPIRED]


def test_a_code_of_one_person_links_nobody_else_by_their_state(
    accounts: GoogleAccounts, store: Store
) -> None:
    """A state that is swapped for another's fails, and uses that one up too."""
    mine = query_of(consent(accounts.begin(ADA, "")))
    theirs = query_of(consent(accounts.begin(BEN, ""), "ben@playground.test"))
    for state, code in ((mine, theirs), (theirs, mine)):
        with pytest.raises(LinkFailed):
            accounts.returned(state | {"code": code["code"]})
        with pytest.raises(LinkFailed, match="used already"):
            accounts.returned(state)
    assert not any(store.workspace("T1").accounts.account(user) for user in ("U1", "U2"))


@pytest.mark.parametrize("query", [{}, {"state": ""}, {"state": "made-up", "code": "4/x"}])
def test_nobody_comes_back_who_was_not_sent(
    accounts: GoogleAccounts, query: dict[str, str]
) -> None:
    with pytest.raises(LinkFailed) as caught:
        accounts.returned(query)
    assert not isinstance(caught.value, AttemptFailed)


def test_declining_at_google_says_so(accounts: GoogleAccounts) -> None:
    back = query_of(consent(accounts.begin(ADA, "the form"), choice="cancel"))
    with pytest.raises(AttemptFailed, match="did not allow it") as caught:
        accounts.returned(back)
    assert caught.value.attempt.intent == "the form"


def test_allowing_too_little_names_what_is_missing(accounts: GoogleAccounts, store: Store) -> None:
    back = query_of(consent(accounts.begin(ADA, ""), "chloe@playground.test", allow=[]))
    with pytest.raises(AttemptFailed) as caught:
        accounts.returned(back)
    assert "did not allow Tuner to tune models" in str(caught.value)
    assert "tick the box about your tuned models" in str(caught.value)
    assert store.workspace("T1").accounts.account("U1") is None


def test_linking_again_takes_the_place_of_the_old_link(
    accounts: GoogleAccounts, google: Google, store: Store
) -> None:
    link(accounts)
    again = accounts.begin(ADA, "")
    assert query_of(again)["login_hint"] == "ada@playground.test"
    secret, _ = accounts.returned(query_of(consent(again, "ben@playground.test")))
    accounts.confirm(secret)
    account = store.workspace("T1").accounts.account("U1")
    assert account
    assert account.email == "ben@playground.test"
    assert who(google, token_of(accounts)) == "ben@playground.test"


def test_a_link_belongs_to_one_person_in_one_workspace(accounts: GoogleAccounts) -> None:
    link(accounts)
    for workspace, user in (("T1", "U2"), ("T2", "U1")):
        with pytest.raises(NotConnected):
            accounts.credentials(workspace, user)


def test_a_wrong_client_is_ours_to_mend(google: Google, store: Store) -> None:
    wrong = replace(client_of(google), secret="wrong")
    accounts = GoogleAccounts(wrong, store)
    with pytest.raises(AttemptFailed, match="GOOGLE_CLIENT_SECRET"):
        accounts.returned(query_of(consent(accounts.begin(ADA, ""))))


@pytest.mark.parametrize("method", ["oauth2.Token", "oauth2.UserInfo"])
def test_a_google_in_trouble_is_no_declined_consent(
    accounts: GoogleAccounts, google: Google, method: str
) -> None:
    google.service.faults.add({"method": method, "status": 503, "times": 9})
    with pytest.raises(AttemptFailed, match="did not answer"):
        accounts.returned(query_of(consent(accounts.begin(ADA, ""))))


def test_unlinking_forgets_here_and_revokes_at_google(
    accounts: GoogleAccounts, google: Google
) -> None:
    link(accounts)
    token = token_of(accounts)
    assert accounts.unlink("T1", "U1")
    with pytest.raises(NotConnected):
        accounts.credentials("T1", "U1")
    assert who(google, token) is None


def test_unlinking_what_is_not_linked_does_nothing(accounts: GoogleAccounts) -> None:
    assert not accounts.unlink("T1", "U1")


@pytest.mark.parametrize("status", [400, 503])
def test_unlinking_forgets_even_if_google_says_no(
    google: Google, store: Store, status: int
) -> None:
    link(GoogleAccounts(client_of(google), store))
    with babbling(status, b'{"error": "invalid_token"}') as url:
        refused = GoogleAccounts(replace(client_of(google), revoke_url=url), store)
        assert refused.unlink("T1", "U1")
    assert store.workspace("T1").accounts.account("U1") is None


def test_unlinking_forgets_even_if_google_is_away(google: Google, store: Store) -> None:
    link(GoogleAccounts(client_of(google), store))
    away = GoogleAccounts(replace(client_of(google), revoke_url="http://127.0.0.1:1/"), store)
    assert away.unlink("T1", "U1")
    assert store.workspace("T1").accounts.account("U1") is None


def test_a_renewal_brings_no_unlinked_account_back(
    accounts: GoogleAccounts, google: Google, store: Store
) -> None:
    link(accounts)
    copy = accounts.credentials("T1", "U1")
    accounts.unlink("T1", "U1")
    session = AuthorizedSession(copy)
    with pytest.raises(NotConnected):
        session.get(client_of(google).userinfo_url, timeout=10)
    assert store.workspace("T1").accounts.account("U1") is None


def test_plain_http_is_allowed_only_to_a_google_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, store: Store, google: Google
) -> None:
    monkeypatch.delenv("OAUTHLIB_INSECURE_TRANSPORT", raising=False)
    real = replace(client_of(google), auth_url="https://a.example/", token_url="https://t.example/")
    GoogleAccounts(real, store).begin(ADA, "")
    assert "OAUTHLIB_INSECURE_TRANSPORT" not in os.environ
    assert "OAUTHLIB_RELAX_TOKEN_SCOPE" not in os.environ


def test_sheets_are_asked_for_only_when_somebody_wants_it_and_may_be_left_out(
    accounts: GoogleAccounts, google: Google
) -> None:
    assert "spreadsheets" not in accounts.begin(ADA, "")
    link(accounts)
    assert accounts.sheets_token("T1", "U1") is None
    assert accounts.sheets_token("T1", "U2") is None, "nobody is linked there"

    url = accounts.begin(ADA, "", sheets=True)
    secret, _ = accounts.returned(query_of(consent(url)))
    accounts.confirm(secret)
    assert accounts.sheets_token("T1", "U1") is None, "she left it out"

    url = accounts.begin(ADA, "", sheets=True)
    secret, _ = accounts.returned(query_of(consent(url, allow=(TUNING, SHEETS))))
    accounts.confirm(secret)
    token = accounts.sheets_token("T1", "U1")
    assert token
    assert who(google, token) == "ada@playground.test"

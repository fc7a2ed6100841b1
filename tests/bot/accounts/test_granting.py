"""What a service needs at Google is asked for when that service is chosen, and only then."""

import pytest

from bot.accounts import AttemptFailed, GoogleAccounts
from bot.errors import NotConnected, NotGranted
from bot.store import Store
from playground.google.scopes import CLOUD
from tests.bot.accounts.signing_in import ADA, TUNING, consent, link, query_of

CHLOE = "chloe@playground.test"  # who has never allowed more


def test_the_cloud_is_asked_for_by_whoever_tunes_there_and_by_nobody_else(
    accounts: GoogleAccounts,
) -> None:
    assert CLOUD not in query_of(accounts.begin(ADA, ""))["scope"]
    asked = query_of(accounts.begin(ADA, "", scopes=[CLOUD]))["scope"].split()
    assert CLOUD in asked
    assert TUNING not in asked
    assert "openid" in asked


def test_a_link_from_before_is_not_enough_and_says_for_what(accounts: GoogleAccounts) -> None:
    link(accounts)
    with pytest.raises(NotGranted) as caught:
        accounts.credentials("T1", "U1", [CLOUD], "Vertex AI")
    said = str(caught.value)
    assert "Tuning is at Vertex AI" in said
    assert "use Google Cloud" in said
    assert "/tune connect" in said
    assert isinstance(caught.value, NotConnected)


def test_who_allows_it_then_may_do_both(accounts: GoogleAccounts) -> None:
    link(accounts)
    url = accounts.begin(ADA, "", scopes=[TUNING, CLOUD])
    secret, _ = accounts.returned(query_of(consent(url, allow=[TUNING, CLOUD])))
    accounts.confirm(secret)
    for scope in (TUNING, CLOUD):
        assert accounts.credentials("T1", "U1", [scope]).token


def test_what_was_allowed_before_stays_allowed(accounts: GoogleAccounts) -> None:
    link(accounts)
    url = accounts.begin(ADA, "", scopes=[CLOUD])
    secret, _ = accounts.returned(query_of(consent(url, allow=[CLOUD])))
    accounts.confirm(secret)
    assert accounts.credentials("T1", "U1", [TUNING]).token


def test_half_a_consent_is_noticed_and_the_old_link_stays(
    accounts: GoogleAccounts, store: Store
) -> None:
    link(accounts, email=CHLOE)
    url = accounts.begin(ADA, "", scopes=[TUNING, CLOUD])
    with pytest.raises(AttemptFailed) as caught:
        accounts.returned(query_of(consent(url, CHLOE, allow=[TUNING])))
    assert "did not allow Tuner to use Google Cloud" in str(caught.value)
    assert "tick the box about your Google Cloud data" in str(caught.value)
    assert caught.value.attempt.scopes == (TUNING, CLOUD)
    account = store.workspace("T1").accounts.account("U1")
    assert account
    assert CLOUD not in account.scopes

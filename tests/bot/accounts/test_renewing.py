"""A linked account stays usable: renewed once, in one place, until Google says no."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from google.auth.transport.requests import AuthorizedSession

from bot.accounts import AttemptFailed, GoogleAccounts
from bot.domain import utc_now
from bot.errors import LinkExpired, TuningUnavailable
from bot.signin import Grant
from bot.store import RENEW_LEASE, Store
from tests.bot.accounts.conftest import Wall
from tests.bot.accounts.signing_in import (
    ADA,
    babbling,
    client_of,
    consent,
    link,
    local_google,
    query_of,
    token_of,
    who,
)
from tests.playground.google.local import Google


def calls(google: Google, method: str) -> list[int]:
    """Return the statuses of the calls of *method*."""
    return [it["status"] for it in google.service.journal.since(0) if it["method"] == method]


def grant_of(store: Store) -> Grant:
    return Grant.load(store.workspace("T1").accounts.credentials("U1"))


def put(store: Store, grant: Grant) -> Grant:
    """Have *grant* be what is kept."""
    ours = store.workspace("T1").accounts
    account = ours.account("U1")
    assert account
    ours.link(account, grant.dump())
    return grant


def let_it_run_out(store: Store, left: timedelta = timedelta(minutes=-1)) -> Grant:
    return put(store, replace(grant_of(store), expires=utc_now() + left))


def test_credentials_with_five_minutes_left_are_handed_out_as_they_are(
    accounts: GoogleAccounts, store: Store
) -> None:
    link(accounts)
    old = let_it_run_out(store, timedelta(minutes=5, seconds=20))
    assert token_of(accounts) == old.token


def test_credentials_that_are_about_to_run_out_are_renewed_first(
    accounts: GoogleAccounts, google: Google, store: Store
) -> None:
    link(accounts)
    old = let_it_run_out(store, timedelta(minutes=4, seconds=50))
    token = token_of(accounts)
    assert token != old.token
    assert who(google, token) == "ada@playground.test"
    assert grant_of(store).token == token
    assert grant_of(store).expires > utc_now() + timedelta(minutes=50)


def test_what_is_handed_out_has_no_refresh_token(accounts: GoogleAccounts) -> None:
    link(accounts)
    copy = accounts.credentials("T1", "U1")
    assert copy.refresh_token is None
    assert copy.client_secret is None
    assert accounts.credentials("T1", "U1") is not copy


def test_many_who_ask_at_once_renew_once(
    accounts: GoogleAccounts, google: Google, store: Store
) -> None:
    link(accounts)
    old, before = let_it_run_out(store), len(calls(google, "oauth2.Token"))
    together = threading.Barrier(10)

    def ask(_: int) -> str:
        together.wait(10)
        return token_of(accounts)

    with ThreadPoolExecutor(10) as pool:
        tokens = set(pool.map(ask, range(10)))
    assert len(calls(google, "oauth2.Token")) == before + 1
    assert len(tokens) == 1
    assert old.token not in tokens


def test_a_token_that_is_refused_is_renewed_in_the_middle_of_a_call(
    accounts: GoogleAccounts, google: Google, store: Store
) -> None:
    """Google may take back an access token at any time; the client's own retry comes to us."""
    link(accounts)
    dead = put(store, replace(grant_of(store), token="ya29.taken-back"))
    session = AuthorizedSession(accounts.credentials("T1", "U1"))
    assert session.get(client_of(google).userinfo_url, timeout=10).ok
    assert grant_of(store).token != dead.token


def test_a_refresh_token_that_google_changes_is_kept(tmp_path: Path, store: Store) -> None:
    with local_google(tmp_path, rotate_refresh=True) as google:
        accounts = GoogleAccounts(client_of(google), store)
        link(accounts)
        tokens = {grant_of(store).refresh_token}
        for _ in range(3):
            let_it_run_out(store)
            accounts.credentials("T1", "U1")
            tokens.add(grant_of(store).refresh_token)
        assert len(tokens) == 4


def test_who_is_so_slow_that_another_renews_takes_it_from_there(
    google: Google, store: Store, clock: Wall
) -> None:
    """A refresh token may work once: who comes second is refused, though all is well."""
    clock.ahead = RENEW_LEASE  # to the other one, our turn is over
    first = GoogleAccounts(client_of(google), store, clock)
    link(first)
    let_it_run_out(store)
    refusal = b'{"error": "invalid_grant"}'
    with babbling(400, refusal, meanwhile=lambda: first.credentials("T1", "U1")) as url:
        second = GoogleAccounts(replace(client_of(google), token_url=url), store)
        token = token_of(second)
    assert who(google, token) == "ada@playground.test"
    assert token == token_of(first)


def test_a_link_that_was_revoked_has_run_out(
    accounts: GoogleAccounts, google: Google, store: Store
) -> None:
    link(accounts)
    old = let_it_run_out(store)
    requests.post(client_of(google).revoke_url, data={"token": old.refresh_token}, timeout=10)
    with pytest.raises(LinkExpired):
        accounts.credentials("T1", "U1")
    assert store.workspace("T1").accounts.account("U1")  # it is the person's to unlink


def test_a_google_in_trouble_does_not_end_a_link(
    accounts: GoogleAccounts, google: Google, store: Store
) -> None:
    link(accounts)
    let_it_run_out(store)
    google.service.faults.add({"method": "oauth2.Token", "status": 503, "times": 9})
    with pytest.raises(TuningUnavailable):
        accounts.credentials("T1", "U1")
    google.service.faults.clear()
    assert token_of(accounts)


def test_a_google_that_is_away_does_not_end_a_link(google: Google, store: Store) -> None:
    link(GoogleAccounts(client_of(google), store))
    let_it_run_out(store)
    away = replace(client_of(google), token_url="http://127.0.0.1:1/token")
    with pytest.raises(TuningUnavailable):
        GoogleAccounts(away, store).credentials("T1", "U1")


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b"<html>hello</html>"), (502, b"<html>bad gateway</html>"), (400, b""), (200, b"[]")],
)
def test_an_answer_that_is_none_does_not_end_a_link(
    google: Google, store: Store, status: int, body: bytes
) -> None:
    link(GoogleAccounts(client_of(google), store))
    let_it_run_out(store)
    with babbling(status, body) as url:
        odd = replace(client_of(google), token_url=url)
        with pytest.raises(TuningUnavailable):
            GoogleAccounts(odd, store).credentials("T1", "U1")
        accounts = GoogleAccounts(odd, store)
        with pytest.raises(AttemptFailed):
            accounts.returned(query_of(consent(accounts.begin(ADA, ""))))


def test_a_client_that_google_no_longer_knows_does_not_end_a_link(
    google: Google, store: Store
) -> None:
    link(GoogleAccounts(client_of(google), store))
    let_it_run_out(store)
    wrong = GoogleAccounts(replace(client_of(google), secret="wrong"), store)
    with pytest.raises(TuningUnavailable, match="GOOGLE_CLIENT_SECRET"):
        wrong.credentials("T1", "U1")

"""Two processes at one link: Google is asked for the next token once."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
import requests
from google.auth.transport.requests import AuthorizedSession

from bot.accounts import PAUSE, WAITS, GoogleAccounts
from bot.config import GoogleClient
from bot.errors import TuningUnavailable
from bot.store import RENEW_LEASE, Store
from bot.store.cipher import Cipher
from bot.store.sqlite import SqliteStore
from tests.bot.accounts.conftest import Wall
from tests.bot.accounts.signing_in import babbling, client_of, link, token_of
from tests.bot.accounts.test_renewing import calls, grant_of, let_it_run_out, put
from tests.conftest import KEY
from tests.playground.google.local import Google


def renew(path: Path, client: GoogleClient) -> str:
    """Ask for credentials, as a process of its own."""
    return token_of(GoogleAccounts(client, SqliteStore(path, Cipher(KEY))))


def test_two_processes_that_renew_one_link_ask_google_once(
    google: Google, accounts: GoogleAccounts, store: Store, path: Path
) -> None:
    link(accounts)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(renew, [path] * 2, [client_of(google)] * 2))  # both have started
        for _ in range(3):
            old, before = let_it_run_out(store), len(calls(google, "oauth2.Token"))
            tokens = set(pool.map(renew, [path] * 8, [client_of(google)] * 8))

            assert len(calls(google, "oauth2.Token")) == before + 1
            assert len(tokens) == 1
            assert old.token not in tokens


def test_a_process_that_died_while_it_renewed_keeps_nobody_out_for_long(
    google: Google, accounts: GoogleAccounts, store: Store, clock: Wall
) -> None:
    link(accounts)
    let_it_run_out(store)
    assert store.workspace("T1").accounts.take_turn("U1", "of the dead", clock())
    waited = list[float]()

    def pause(seconds: float) -> None:
        waited.append(seconds)
        clock.ahead += RENEW_LEASE / 100

    patient = GoogleAccounts(client_of(google), store, clock, pause)

    assert token_of(patient)
    assert len(waited) == pytest.approx(100, abs=2)


def test_who_waits_for_another_process_does_not_wait_for_ever(
    google: Google, accounts: GoogleAccounts, store: Store, clock: Wall
) -> None:
    link(accounts)
    let_it_run_out(store)
    assert store.workspace("T1").accounts.take_turn("U1", "of the slow", clock())
    waited = list[float]()
    waiting = GoogleAccounts(client_of(google), store, clock, waited.append)

    with pytest.raises(TuningUnavailable):
        token_of(waiting)
    assert waited == [PAUSE.total_seconds()] * WAITS


def test_a_renewal_that_fails_lets_the_next_one_try(
    google: Google, accounts: GoogleAccounts, store: Store
) -> None:
    link(accounts)
    let_it_run_out(store)
    with babbling(200, b"[]") as url:
        odd = GoogleAccounts(replace(client_of(google), token_url=url), store)
        with pytest.raises(TuningUnavailable):
            token_of(odd)
    assert token_of(accounts)


def test_when_a_link_was_last_used_is_written_once_an_hour(
    accounts: GoogleAccounts, store: Store, clock: Wall
) -> None:
    def used() -> datetime | None:
        account = store.workspace("T1").accounts.account("U1")
        assert account
        return account.used

    link(accounts)
    assert used() is None
    accounts.credentials("T1", "U1")
    first = used()
    assert first
    clock.ahead = timedelta(minutes=40)
    accounts.credentials("T1", "U1")
    assert used() == first
    clock.ahead = timedelta(minutes=61)
    accounts.credentials("T1", "U1")
    later = used()
    assert later
    assert later - first > timedelta(minutes=60)


def test_calls_name_the_project_whose_quota_they_use(
    google: Google, accounts: GoogleAccounts, store: Store
) -> None:
    """Also after a renewal in the middle of a call, and only where there is one to name."""
    link(accounts)
    put(store, replace(grant_of(store), token="ya29.taken-back"))
    paying = GoogleAccounts(replace(client_of(google), quota_project="tuner-quota"), store)
    session = AuthorizedSession(paying.credentials("T1", "U1"))

    answer = session.get(client_of(google).userinfo_url, timeout=10)

    assert answer.ok

    sent: requests.PreparedRequest = answer.request
    assert sent.headers["x-goog-user-project"] == "tuner-quota"
    plain = AuthorizedSession(accounts.credentials("T1", "U1"))
    sent = plain.get(client_of(google).userinfo_url, timeout=10).request
    assert "x-goog-user-project" not in sent.headers

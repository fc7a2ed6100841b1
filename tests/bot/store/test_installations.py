"""What the store promises of where Tuner is installed, and of what Slack sends twice."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from bot.store import Store
from bot.store.cipher import Cipher
from bot.store.outside import REMEMBERED, RENEW_LEASE, WORK_LEASE
from bot.store.sqlite import SqliteStore, connect
from bot.store.tenant import rows_of
from tests import make
from tests.conftest import KEY

SOON = make.NOON + timedelta(minutes=9)
WHOLE = make.installation(enterprise="E1", team="", token="xoxb-whole")


def test_an_installation_comes_back_as_it_went_in(store: Store) -> None:
    installed = make.installation()
    store.installations.put(make.installation(token="older", serial=7))
    store.installations.put(installed)

    assert store.installations.find("", "T1") == installed
    assert store.installations.of("T1") == installed
    assert store.installations.find("", "T2") is None
    assert store.installations.find("", "") is None


def test_a_workspace_has_its_own_installation_or_its_organisations(store: Store) -> None:
    store.installations.put(WHOLE)
    assert store.installations.find("E1", "T1") == WHOLE
    assert store.installations.find("E2", "T1") is None
    assert store.installations.of("T1") is None, "nobody knows yet whose it is"

    store.installations.met("T1", "E1")
    assert store.installations.of("T1") == WHOLE

    own = make.installation(enterprise="E1")
    store.installations.put(own)
    assert store.installations.find("E1", "T1") == own
    assert store.installations.of("T1") == own
    assert store.installations.find("E1", "T2") == WHOLE


def test_a_token_that_is_moved_to_another_workspace_is_worth_nothing(path: Path) -> None:
    store = SqliteStore(path, Cipher(KEY))
    store.installations.put(make.installation())
    db = connect(path)
    assert b"xoxe" not in rows_of(db, "select sealed from installations", {})[0]["sealed"]
    db.execute("update installations set team = 'T2'")

    with pytest.raises(InvalidTag):
        store.installations.find("", "T2")


def test_tokens_are_found_before_they_end(store: Store) -> None:
    store.installations.put(make.installation())
    store.installations.put(make.installation(team="T2", expires=SOON))
    store.installations.put(make.installation(team="T3", expires=None))

    ending = store.installations.ending(SOON + timedelta(seconds=1))
    assert [it.team for it in ending] == ["T2"]


def test_one_renews_a_token_and_the_others_see_that_it_was_renewed(store: Store) -> None:
    old = make.installation()
    store.installations.put(old)
    assert store.installations.claim(old, make.NOON)
    assert not store.installations.claim(old, make.NOON), "somebody is at it"

    assert store.installations.renewed(replace(old, token="new"))

    now = store.installations.find("", "T1")
    assert now
    assert now == replace(old, token="new", serial=1)
    late = make.NOON + RENEW_LEASE
    assert not store.installations.claim(old, late), "it is renewed already"
    assert not store.installations.renewed(replace(old, token="late"))
    assert store.installations.claim(now, make.NOON)


def test_a_renewal_that_nobody_finished_is_begun_again(store: Store) -> None:
    store.installations.put(make.installation())
    assert store.installations.claim(make.installation(), make.NOON)
    assert store.installations.claim(make.installation(), make.NOON + RENEW_LEASE)


def test_the_way_to_slack_and_back_works_once_and_in_time(store: Store) -> None:
    for secret in ("one", "two"):
        store.installations.attempt(secret, SOON)

    assert not store.installations.take_attempt("three", make.NOON)
    assert store.installations.take_attempt("one", make.NOON)
    assert not store.installations.take_attempt("one", make.NOON)
    assert not store.installations.take_attempt("two", SOON)


def test_what_was_done_is_not_begun_again(store: Store) -> None:
    inbox = store.inbox
    assert inbox.begin("Ev1", make.NOON) is True
    assert inbox.begin("Ev1", make.NOON) is False, "somebody is at it"
    inbox.done("Ev1")
    assert inbox.begin("Ev1", make.NOON + WORK_LEASE) is None

    inbox.sweep(make.NOON + REMEMBERED)
    assert inbox.begin("Ev1", SOON) is None
    inbox.sweep(make.NOON + REMEMBERED + timedelta(seconds=1))
    assert inbox.begin("Ev1", SOON) is True


def test_what_failed_or_was_left_is_begun_again(store: Store) -> None:
    assert store.inbox.begin("Ev1", make.NOON)
    store.inbox.failed("Ev1")
    assert store.inbox.begin("Ev1", make.NOON)
    assert store.inbox.begin("Ev1", make.NOON + WORK_LEASE), "whoever began it is gone"

"""What the store promises of accounts, links, files and forms."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import DraftState
from bot.errors import NotConnected, NotFound
from bot.store import MAX_TRIES, MOST_CLAIMS, READ_LEASE, RENEW_LEASE, Store
from tests import make

SOON = make.NOON + timedelta(minutes=9)
TOO_LATE = make.NOON + timedelta(minutes=10)


def test_accounts_come_back_as_they_went_in(store: Store) -> None:
    ours = store.workspace("T1").accounts
    ours.link(make.account(email="old@example.com"), "old")
    ours.link(make.account(), "s3cret")

    assert (ours.account("U1"), ours.credentials("U1")) == (make.account(), "s3cret")
    assert ours.account("U2") is None
    with pytest.raises(NotConnected, match="/tune connect"):
        ours.credentials("U2")


def test_renewed_credentials_replace_the_old_ones_and_link_nobody(store: Store) -> None:
    ours = store.workspace("T1").accounts
    ours.link(make.account(), "old")

    assert not ours.refreshed("U1", "out of turn", turn="")
    assert ours.take_turn("U1", "mine", make.NOON) == "old"
    assert ours.refreshed("U1", "new", turn="mine")
    assert ours.take_turn("U2", "mine", make.NOON) is None
    assert not ours.refreshed("U2", "new", turn="mine")

    assert (ours.account("U1"), ours.credentials("U1")) == (make.account(), "new")
    assert ours.account("U2") is None


def test_credentials_are_renewed_by_one_at_a_time(store: Store) -> None:
    ours = store.workspace("T1").accounts
    ours.link(make.account(), "old")
    late = make.NOON + RENEW_LEASE

    assert ours.take_turn("U1", "one", make.NOON)
    assert ours.take_turn("U1", "two", late - timedelta(seconds=1)) is None
    ours.end_turn("U1", "two")
    assert ours.take_turn("U1", "two", make.NOON) is None, "only who has the turn ends it"
    assert ours.take_turn("U1", "two", late), "nobody has it for ever"
    assert not ours.refreshed("U1", "too late", turn="one")
    ours.end_turn("U1", "two")
    assert ours.take_turn("U1", "three", make.NOON) == "old"


def test_a_renewal_does_not_bring_an_older_link_back(store: Store) -> None:
    ours = store.workspace("T1").accounts
    ours.link(make.account(), "old")
    assert ours.take_turn("U1", "mine", make.NOON)
    ours.link(make.account(email="other@example.com"), "linked anew")

    assert not ours.refreshed("U1", "of the older link", turn="mine")
    assert ours.credentials("U1") == "linked anew"


def test_when_an_account_was_used_is_remembered_until_it_is_linked_anew(store: Store) -> None:
    ours = store.workspace("T1").accounts
    ours.link(make.account(), "old")
    ours.used("U1", SOON)
    ours.used("U2", SOON)

    assert ours.account("U1") == make.account(used=SOON)
    ours.link(make.account(), "new")
    assert ours.account("U1") == make.account()


def test_what_is_unlinked_is_gone_and_stays_gone(store: Store) -> None:
    ours = store.workspace("T1").accounts
    ours.link(make.account(), "s3cret")

    assert [ours.unlink("U1"), ours.unlink("U1")] == [True, False]
    assert not ours.refreshed("U1", "a refresh that was under way", turn="")
    with pytest.raises(NotConnected):
        ours.credentials("U1")


def test_a_link_works_once_and_in_time(store: Store) -> None:
    links = store.links
    for secret in ("one", "two"):
        links.attempt(secret, make.attempt())
        links.pend(secret, make.pending())

    assert [links.take_attempt("one", SOON) for _ in range(2)] == [make.attempt(), None]
    assert [links.take_pending("one", SOON) for _ in range(2)] == [make.pending(), None]
    assert links.take_attempt("two", TOO_LATE) is None
    assert links.take_pending("two", TOO_LATE) is None
    assert links.take_attempt("two", SOON) is None, "what has expired is gone"


def test_a_secret_is_good_for_its_own_purpose_only(store: Store) -> None:
    store.links.attempt("one", make.attempt())

    assert store.links.take_pending("one", SOON) is None
    assert store.links.take_attempt("one", SOON) == make.attempt()


def test_the_same_file_is_kept_once(store: Store) -> None:
    ours = store.workspace("T1").datasets
    kept = [
        ours.keep(content, name="a.csv", owner="U1", at=make.NOON)
        for content in (make.CSV, b"\x00other", make.CSV)
    ]

    assert kept[0] == kept[2] != kept[1]
    assert [ours.content(sha256) for sha256 in kept] == [make.CSV, b"\x00other", make.CSV]
    with pytest.raises(NotFound):
        ours.content("0" * 64)


def test_a_form_is_received_once_and_by_one(store: Store) -> None:
    ours = store.workspace("T1").drafts
    claim = ours.receive(make.draft(), now=make.NOON)
    assert claim
    assert claim.draft == ours.draft("cat") == make.draft()

    assert ours.receive(make.draft(owner="U2"), now=make.NOON) is None
    assert ours.draft("cat").owner == "U1"
    assert store.claim_drafts(make.NOON + READ_LEASE - timedelta(seconds=1), 9) == []
    with pytest.raises(NotFound):
        ours.draft("dog")


def test_a_form_that_is_read_is_settled_by_who_holds_it(store: Store) -> None:
    ours = store.workspace("T1").drafts
    late = ours.receive(make.draft(), now=make.NOON)
    [claim] = store.claim_drafts(make.NOON + READ_LEASE, 9)
    assert late
    checked = make.draft(state=DraftState.CHECKED, file_name="a.csv", dataset="d", examples=3)

    assert not ours.settle(late, replace(late.draft, state=DraftState.REFUSED))
    assert ours.settle(claim, checked)
    assert not ours.settle(claim, replace(checked, state=DraftState.REFUSED))
    assert ours.draft("cat") == checked
    assert store.claim_drafts(make.NOON + 9 * READ_LEASE, 9) == []


def test_a_form_that_can_never_be_read_is_left_alone_in_the_end(store: Store) -> None:
    ours, tries = store.workspace("T1").drafts, 0
    assert ours.receive(make.draft(), now=make.NOON)

    for n in range(1, 2 * MAX_TRIES):
        for claim in store.claim_drafts(make.NOON + n * READ_LEASE, 9):
            tries += 1
            assert ours.failed(claim) == tries
            assert ours.failed(replace(claim, epoch=0)) == 0

    assert tries == MAX_TRIES


def test_a_form_in_whose_reading_many_processes_were_killed_is_read(store: Store) -> None:
    """Until there are so many that it is perhaps the file that ends them."""
    assert store.workspace("T1").drafts.receive(make.draft(), now=make.NOON)

    claims = [store.claim_drafts(make.NOON + n * READ_LEASE, 9) for n in range(1, 60)]

    assert MAX_TRIES < sum(map(len, claims)) < MOST_CLAIMS


def test_the_longest_waiting_forms_are_read_first(store: Store) -> None:
    for n in (2, 0, 1):
        at = make.NOON + timedelta(seconds=n)
        draft = make.draft(id=f"cat-{n}", received=at)
        assert store.workspace(f"T{n}").drafts.receive(draft, now=at)

    claims = store.claim_drafts(make.NOON + timedelta(hours=1), 2)

    assert sorted(claim.draft.id for claim in claims) == ["cat-0", "cat-1"]

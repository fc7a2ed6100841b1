"""Whoever takes Tuner out leaves no secret behind, and nobody else notices."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.errors import NotConnected, NotFound
from bot.store import READ_LEASE, Store
from bot.store.outside import MOST_REVOCATIONS, REVOKE_LEASE
from tests import make
from tests.bot.store.test_isolation import belongings, move_in
from tests.bot.store.writing import LATER, written

LATE = make.NOON + timedelta(minutes=1)


def settle(store: Store, team: str, email: str = "ada@example.com") -> None:
    """Have a workspace use Tuner: a token, a link, an API key, a job on its way and a form."""
    store.installations.put(make.installation(team=team))
    ours = store.workspace(team)
    ours.accounts.link(make.account(email=email), f"grant of {team}")
    ours.settings.set_key("key", by="U1", at=make.NOON)
    sha = ours.datasets.keep(make.CSV, name="a.csv", owner="U1", at=make.NOON)
    ours.drafts.receive(make.draft(id="dog"), now=make.NOON)
    ours.audit.append(make.deed())
    written(ours, dataset=sha)


def revoked(store: Store) -> dict[str, bool]:
    """Return what is to be revoked, and whether it is shared."""
    return {it.credentials: it.is_shared for it in store.departures.claim_revocations(LATE, 9)}


def busy(store: Store) -> list[str]:
    jobs = [claim for group in store.claim_due(LATER, 9) for claim in group]
    due = [*jobs, *store.claim_drafts(make.NOON + READ_LEASE, 9)]
    return [it.workspace for it in due]


def test_who_leaves_has_no_secret_here_and_is_not_polled(store: Store) -> None:
    settle(store, "T1")

    assert store.departures.leave("", "T1", LATE) == ["T1"]

    ours = store.workspace("T1")
    assert store.installations.of("T1") is None
    assert ours.settings.key() is None
    with pytest.raises(NotConnected):
        ours.accounts.credentials("U1")
    assert busy(store) == []
    assert store.workspaces() == []
    assert ours.jobs.job("cat"), "the rest stays for a while"
    assert revoked(store) == {"grant of T1": False}


def test_leaving_twice_is_leaving_once(store: Store) -> None:
    settle(store, "T1")
    store.departures.leave("", "T1", LATE)
    store.departures.leave("", "T1", LATE + timedelta(hours=1))

    assert revoked(store) == {"grant of T1": False}
    assert store.departures.left(LATE) == ["T1"]
    assert store.departures.left(LATE - timedelta(seconds=1)) == []


def test_a_google_account_that_is_linked_elsewhere_is_shared(store: Store) -> None:
    settle(store, "T1")
    settle(store, "T2", email="Ada@example.com")
    settle(store, "T3", email="ben@example.com")

    store.departures.leave("", "T1", LATE)
    store.departures.leave("", "T3", LATE)

    assert revoked(store) == {"grant of T1": True, "grant of T3": False}
    assert store.workspace("T2").accounts.credentials("U1") == "grant of T2"


def test_google_is_asked_again_until_it_has_heard_or_often_enough(store: Store) -> None:
    settle(store, "T1")
    store.departures.leave("", "T1", make.NOON)
    now, tries = make.NOON, 0
    while store.departures.claim_revocations(now, 9):
        assert not store.departures.claim_revocations(now, 9), "somebody is at it"
        now, tries = now + REVOKE_LEASE, tries + 1
    assert tries == MOST_REVOCATIONS

    settle(store, "T2")
    store.departures.leave("", "T2", now)
    [one] = store.departures.claim_revocations(now, 9)
    store.departures.revoked(one)
    assert not store.departures.claim_revocations(now + REVOKE_LEASE, 9)


def test_who_comes_back_goes_on(store: Store) -> None:
    settle(store, "T1")
    store.departures.leave("", "T1", LATE)
    store.installations.put(make.installation(installed=LATE + timedelta(hours=1)))

    assert "T1" in busy(store)
    assert store.departures.left(LATE) == []
    assert store.departures.leave("", "T1", LATE) == [], "that was the time before"
    assert store.installations.of("T1")


def test_an_organisation_leaves_with_all_workspaces_that_have_nothing_of_their_own(
    store: Store,
) -> None:
    settle(store, "T3")
    store.installations.put(make.installation(enterprise="E1", team=""))
    for team in ("T1", "T2", "T3"):
        store.installations.met(team, "E1")

    assert store.departures.leave("E1", "", LATE) == ["T1", "T2"]
    assert store.installations.of("T3")
    store.installations.put(make.installation(enterprise="E1", team="", installed=LATER))
    assert store.departures.left(LATER) == []


def test_one_persons_account_is_taken_back_and_no_other(store: Store) -> None:
    settle(store, "T1")
    store.workspace("T1").accounts.link(make.account(user="U2", email="b@example.com"), "ben's")

    assert store.departures.unlink("T1", "U2", make.NOON)
    assert not store.departures.unlink("T1", "U2", make.NOON)

    assert revoked(store) == {"ben's": False}
    assert store.workspace("T1").accounts.account("U1")


def test_what_is_purged_is_gone_and_counted(store: Store) -> None:
    settle(store, "T1")
    store.departures.leave("", "T1", LATE)

    gone = store.departures.forget("T1", LATE)

    once = ("audit", "datasets", "departures", "drafts", "jobs", "pieces")
    assert gone == dict.fromkeys(once, 1)
    assert not store.workspace("T1").audit.deeds(limit=9), (
        "the log as well, which nobody else may cut"
    )
    with pytest.raises(NotFound):
        store.workspace("T1").jobs.job("cat")
    assert store.departures.forget("T1", LATE) == {}
    assert revoked(store) == {"grant of T1": False}, "Google has yet to hear of it"


def test_a_person_takes_along_what_is_theirs_alone(store: Store) -> None:
    settle(store, "T1")
    ours = store.workspace("T1")
    ours.answers.keep(make.kept(by="U1"))
    ours.answers.keep(make.kept(id="a2", by="U2"))
    ours.answers.rate("a1", by="U2", good=True, at=make.NOON)

    assert store.departures.forget("T1", LATE, person="U1") == {
        "accounts": 1,
        "answers": 1,
        "drafts": 1,
        "feedback": 1,
        "keys": 1,
    }
    assert ours.jobs.job("cat"), "it waits for its file, which stays with it"
    assert ours.answers.kept("a2")


@pytest.mark.parametrize(
    "leave", ["leave", "withdraw", "unlink", "forget", "forget person", "come_back"]
)
def test_neighbours_notice_nothing(new_store: Callable[[str], Store], leave: str) -> None:
    left, quiet = new_store("left"), new_store("quiet")
    for store in (left, quiet):
        move_in(store)
        settle(store, "T2")
    do: dict[str, Callable[[], object]] = {
        "leave": lambda: left.departures.leave("", "T2", LATE),
        "withdraw": lambda: left.departures.withdraw("T2", LATE),
        "unlink": lambda: left.departures.unlink("T2", "U1", LATE),
        "forget": lambda: left.departures.forget("T2", LATE),
        "forget person": lambda: left.departures.forget("T2", LATE, person="U1"),
        "come_back": lambda: left.departures.come_back("T2"),
    }

    do[leave]()

    assert belongings(left) == belongings(quiet)

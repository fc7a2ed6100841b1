"""No workspace can tell whether another one exists, nor change what is its."""

from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from typing import Any

import pytest

from bot.domain import Claim, DraftClaim, DraftState, JobState, NewsKind
from bot.errors import TunerError
from bot.store import (
    READ_LEASE,
    Accounts,
    Datasets,
    Drafts,
    Jobs,
    Store,
    WorkspaceStore,
)
from tests import make
from tests.bot.store.writing import LATER, written

SUBJECTS = {"accounts": Accounts, "datasets": Datasets, "drafts": Drafts, "jobs": Jobs}
SHA = sha256(make.CSV).hexdigest()
THEIRS = Claim(workspace="T1", job=make.job(), epoch=1)
THEIR_DRAFT = DraftClaim(workspace="T1", draft=make.draft(id="dog"), epoch=1)
READY = make.job(state=JobState.READY, snapshots=make.snapshots(2))
REFUSED = make.draft(id="dog", state=DraftState.REFUSED)

# Every method of the contract, called with the neighbour's ids and claims.
METHODS: dict[str, Callable[[WorkspaceStore], Any]] = {
    "accounts.link": lambda ours: ours.accounts.link(make.account(email="m@example.com"), "mine"),
    "accounts.account": lambda ours: ours.accounts.account("U1"),
    "accounts.credentials": lambda ours: ours.accounts.credentials("U1"),
    "accounts.refreshed": lambda ours: ours.accounts.refreshed("U1", "mine"),
    "accounts.unlink": lambda ours: ours.accounts.unlink("U1"),
    "datasets.keep": lambda ours: ours.datasets.keep(
        make.CSV, name="mine.csv", owner="U1", at=LATER
    ),
    "datasets.content": lambda ours: ours.datasets.content(SHA),
    "drafts.receive": lambda ours: ours.drafts.receive(make.draft(id="dog"), now=LATER),
    "drafts.draft": lambda ours: ours.drafts.draft("dog"),
    "drafts.settle": lambda ours: ours.drafts.settle(THEIR_DRAFT, REFUSED),
    "jobs.add": lambda ours: ours.jobs.add(make.job(), now=make.NOON),
    "jobs.job": lambda ours: ours.jobs.job("cat"),
    "jobs.jobs": lambda ours: ours.jobs.jobs(),
    "jobs.drop": lambda ours: ours.jobs.drop(THEIRS),
    "jobs.card": lambda ours: ours.jobs.card(THEIRS, make.CARD),
    "jobs.claim": lambda ours: ours.jobs.claim("cat", make.NOON),
    "jobs.advance": lambda ours: ours.jobs.advance(
        THEIRS, READY, look_at=None, news=[NewsKind.READY]
    ),
}


def move_in(store: Store) -> None:
    neighbour = store.workspace("T1")
    neighbour.accounts.link(make.account(), "theirs")
    neighbour.datasets.keep(make.CSV, name="theirs.csv", owner="U1", at=make.NOON)
    assert neighbour.drafts.receive(make.draft(id="dog"), now=make.NOON) == THEIR_DRAFT
    assert written(neighbour) == THEIRS


def outcome(call: Callable[[], Any]) -> str:
    """Return what somebody learns from a call: the answer or the refusal."""
    try:
        return repr(call())
    except TunerError as error:
        return repr(error)


def belongings(store: Store) -> Sequence[Any]:
    """Return all that the neighbour has."""
    it = store.workspace("T1")
    waiting = [*store.claim_due(LATER, 9), *store.claim_drafts(make.NOON + READ_LEASE, 9)]
    return [
        it.accounts.account("U1"),
        it.accounts.credentials("U1"),
        it.datasets.content(SHA),
        it.drafts.draft("dog"),
        it.jobs.job("cat"),
        [claim for claim in waiting if claim.workspace == "T1"],
        [news for news in store.claim_news(LATER, 9) if news.workspace == "T1"],
    ]


def promised(protocol: type) -> set[str]:
    return {name for name in vars(protocol) if not name.startswith("_")}


def test_every_method_of_every_subject_is_tried() -> None:
    assert set(SUBJECTS) == promised(WorkspaceStore)
    every = {f"{subject}.{name}" for subject in SUBJECTS for name in promised(SUBJECTS[subject])}
    assert set(METHODS) == every


@pytest.mark.parametrize("name", METHODS)
def test_a_neighbour_makes_no_difference_and_loses_nothing(
    new_store: Callable[[str], Store], name: str
) -> None:
    alone, beside, quiet = new_store("alone"), new_store("beside"), new_store("quiet")
    move_in(beside)
    move_in(quiet)

    answers = [outcome(partial(METHODS[name], it.workspace("T2"))) for it in (alone, beside)]

    assert answers[0] == answers[1]
    assert belongings(beside) == belongings(quiet)

"""No workspace can tell whether another one exists, nor change what is its."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any

import pytest

from bot.domain import (
    Claim,
    DraftClaim,
    DraftState,
    JobState,
    Move,
    NewsKind,
    Policy,
    Trial,
    TrialClaim,
)
from bot.errors import TunerError
from bot.store import (
    READ_LEASE,
    TRY_LEASE,
    Accounts,
    Answers,
    Audit,
    Cards,
    Datasets,
    Departed,
    Drafts,
    Jobs,
    Library,
    Requests,
    Settings,
    Shares,
    Store,
    Trials,
    Usage,
    WorkspaceStore,
)
from tests import make
from tests.bot.store.writing import LATER, over, written

SUBJECTS = {
    "accounts": Accounts,
    "datasets": Datasets,
    "drafts": Drafts,
    "library": Library,
    "jobs": Jobs,
    "cards": Cards,
    "shares": Shares,
    "settings": Settings,
    "answers": Answers,
    "trials": Trials,
    "audit": Audit,
    "usage": Usage,
    "requests": Requests,
    "departed": Departed,
}
HOUR = timedelta(hours=1)
SHA = sha256(make.CSV).hexdigest()
THEIRS = Claim(workspace="T1", job=make.job(), epoch=1)
THEIR_TRIAL = TrialClaim(workspace="T1", trial=Trial(job="owl", total=0), epoch=1, tries=1)
THEIR_DRAFT = DraftClaim(workspace="T1", draft=make.draft(id="dog"), epoch=1)
READY = make.job(state=JobState.READY, snapshots=make.snapshots(2))
REFUSED = make.draft(id="dog", state=DraftState.REFUSED)

# Every method of the contract, called with the neighbour's ids and claims.
METHODS: dict[str, Callable[[WorkspaceStore], Any]] = {
    "accounts.link": lambda ours: ours.accounts.link(make.account(email="m@example.com"), "mine"),
    "accounts.account": lambda ours: ours.accounts.account("U1"),
    "accounts.linked": lambda ours: ours.accounts.linked("ada@example.com"),
    "accounts.credentials": lambda ours: ours.accounts.credentials("U1"),
    "accounts.used": lambda ours: ours.accounts.used("U1", LATER),
    "accounts.take_turn": lambda ours: ours.accounts.take_turn("U1", "mine", LATER),
    "accounts.refreshed": lambda ours: ours.accounts.refreshed("U1", "mine", turn="theirs"),
    "accounts.end_turn": lambda ours: ours.accounts.end_turn("U1", "theirs"),
    "accounts.unlink": lambda ours: ours.accounts.unlink("U1"),
    "datasets.keep": lambda ours: ours.datasets.keep(
        make.CSV, name="mine.csv", owner="U1", at=LATER
    ),
    "datasets.content": lambda ours: ours.datasets.content(SHA),
    "datasets.opened": lambda ours: ours.datasets.opened(SHA).read(),
    "datasets.forget": lambda ours: ours.datasets.forget(SHA),
    "datasets.size": lambda ours: ours.datasets.size(SHA),
    "library.add": lambda ours: ours.library.add(make.dataset(owner="U9")),
    "library.dataset": lambda ours: ours.library.dataset("cats"),
    "library.datasets": lambda ours: ours.library.datasets(),
    "library.append": lambda ours: ours.library.append("cats", make.version(sha256="mine")),
    "trials.trial": lambda ours: ours.trials.trial("owl"),
    "trials.save": lambda ours: ours.trials.save(THEIR_TRIAL, make.trial(), now=LATER),
    "trials.finish": lambda ours: ours.trials.finish(THEIR_TRIAL, make.trial()),
    "drafts.receive": lambda ours: ours.drafts.receive(make.draft(id="dog"), now=LATER),
    "drafts.draft": lambda ours: ours.drafts.draft("dog"),
    "drafts.settle": lambda ours: ours.drafts.settle(THEIR_DRAFT, REFUSED),
    "drafts.failed": lambda ours: ours.drafts.failed(THEIR_DRAFT),
    "drafts.change": lambda ours: ours.drafts.change(make.draft(id="hen"), REFUSED),
    "jobs.add": lambda ours: ours.jobs.add(make.job(), now=make.NOON),
    "jobs.job": lambda ours: ours.jobs.job("cat"),
    "jobs.jobs": lambda ours: ours.jobs.jobs(),
    "jobs.named": lambda ours: ours.jobs.named(),
    "jobs.some": lambda ours: ours.jobs.some(["cat", "dog"]),
    "jobs.needing": lambda ours: ours.jobs.needing("U1", since=make.NOON, most=9),
    "jobs.owned": lambda ours: ours.jobs.owned("U1"),
    "jobs.with_card": lambda ours: ours.jobs.with_card(make.CARD),
    "jobs.called": lambda ours: ours.jobs.called("cat"),
    "jobs.rename": lambda ours: ours.jobs.rename("cat", name="Mine", description="Ours"),
    "jobs.hand_over": lambda ours: ours.jobs.hand_over("cat", owner="U9"),
    "jobs.delete": lambda ours: ours.jobs.delete("cat", by="U9", at=LATER),
    "shares.keep": lambda ours: ours.shares.keep("cat", ["m@example.com"]),
    "shares.shared_with": lambda ours: ours.shares.shared_with("ben@example.com"),
    "shares.emails": lambda ours: ours.shares.emails("cat"),
    "settings.set_key": lambda ours: ours.settings.set_key("mine", by="U9", at=LATER),
    "settings.key": lambda ours: ours.settings.key(),
    "settings.key_facts": lambda ours: ours.settings.key_facts(),
    "settings.forget_key": lambda ours: ours.settings.forget_key(),
    "settings.policy": lambda ours: ours.settings.policy(),
    "settings.set_policy": lambda ours: ours.settings.set_policy(Policy(admins=("U9",))),
    "answers.forget_before": lambda ours: ours.answers.forget_before(LATER),
    "audit.append": lambda ours: ours.audit.append(make.deed(by="U9")),
    "audit.deeds": lambda ours: ours.audit.deeds(),
    "audit.purge": lambda ours: ours.audit.purge(),
    "usage.ask": lambda ours: ours.usage.ask("U1", now=make.NOON, most=1, within=HOUR),
    "usage.asked": lambda ours: ours.usage.asked("U1", make.NOON - HOUR),
    "requests.ask": lambda ours: ours.requests.ask(make.request(by="U9")),
    "requests.request": lambda ours: ours.requests.request("cat"),
    "requests.posted": lambda ours: ours.requests.posted("cat", channel="C9", ts="9.0"),
    "requests.settle": lambda ours: ours.requests.settle("cat"),
    "requests.requests": lambda ours: ours.requests.requests(),
    "departed.left": lambda ours: ours.departed.left("U1", LATER),
    "departed.back": lambda ours: ours.departed.back("U1"),
    "departed.users": lambda ours: ours.departed.users(),
    "jobs.missed": lambda ours: ours.jobs.missed("cat", LATER),
    "jobs.warn": lambda ours: ours.jobs.warn("owl", days=7, retires=LATER.date(), successor="m"),
    "jobs.met": lambda ours: ours.jobs.met("cat"),
    "jobs.before": lambda ours: ours.jobs.before(make.job(id="dog", wanted=LATER)),
    "answers.keep": lambda ours: ours.answers.keep(make.kept(by="U9")),
    "answers.kept": lambda ours: ours.answers.kept("a1"),
    "answers.model_at": lambda ours: ours.answers.model_at("C1", "2.0"),
    "answers.rate": lambda ours: ours.answers.rate("a1", by="U9", good=False, at=LATER),
    "answers.feedback": lambda ours: ours.answers.feedback("cat"),
    "jobs.drop": lambda ours: ours.jobs.drop(THEIRS),
    "jobs.untold": lambda ours: ours.jobs.untold(LATER),
    "cards.posting": lambda ours: ours.cards.posting("cat", LATER),
    "cards.posted": lambda ours: ours.cards.posted("cat", make.CARD),
    "cards.refused": lambda ours: ours.cards.refused("cat"),
    "cards.gone": lambda ours: ours.cards.gone("cat", make.CARD),
    "jobs.claim": lambda ours: ours.jobs.claim("cat", make.NOON),
    "jobs.advance_all": lambda ours: ours.jobs.advance_all(
        [Move(claim=THEIRS, job=READY, look_at=None, news=[NewsKind.READY])]
    ),
    "jobs.pause": lambda ours: ours.jobs.pause("U1", "Link again.", until=LATER),
    "jobs.put_off": lambda ours: ours.jobs.put_off(make.job(), now=make.NOON, until=LATER),
    "jobs.advance": lambda ours: ours.jobs.advance(
        THEIRS, READY, look_at=None, news=[NewsKind.READY]
    ),
}


def move_in(store: Store) -> None:
    neighbour = store.workspace("T1")
    neighbour.accounts.link(make.account(), "theirs")
    assert neighbour.accounts.take_turn("U1", "theirs", make.NOON)
    neighbour.datasets.keep(make.CSV, name="theirs.csv", owner="U1", at=make.NOON)
    assert neighbour.drafts.receive(make.draft(id="dog"), now=make.NOON) == THEIR_DRAFT
    hen = neighbour.drafts.receive(make.draft(id="hen"), now=make.NOON)
    assert hen
    assert neighbour.drafts.settle(hen, make.draft(id="hen"))
    neighbour.library.add(make.dataset())
    assert written(neighbour) == THEIRS
    assert over(neighbour, written(neighbour, "owl", held_out="rows"))
    assert store.claim_trials(make.NOON, 9) == [THEIR_TRIAL]
    neighbour.shares.keep("cat", ["ben@example.com"])
    neighbour.settings.set_key("their key", by="U1", at=make.NOON)
    neighbour.answers.keep(make.kept())
    neighbour.answers.rate("a1", by="U1", good=True, at=make.NOON)
    neighbour.settings.set_policy(Policy(admins=("U1",)))
    neighbour.audit.append(make.deed())
    neighbour.usage.ask("U1", now=make.NOON, most=1, within=HOUR)
    neighbour.requests.ask(make.request())
    neighbour.departed.left("U1", make.NOON)


def outcome(call: Callable[[], Any]) -> str:
    """Return what somebody learns from a call: the answer or the refusal."""
    try:
        return repr(call())
    except TunerError as error:
        return repr(error)


def belongings(store: Store) -> Sequence[Any]:
    """Return all that the neighbour has."""
    it = store.workspace("T1")
    due = [claim for group in store.claim_due(LATER, 9) for claim in group]
    waiting = [*due, *store.claim_drafts(make.NOON + READ_LEASE, 9)]
    return [
        it.accounts.account("U1"),
        it.accounts.credentials("U1"),
        it.accounts.take_turn("U1", "mine", LATER),
        it.datasets.content(SHA),
        it.drafts.draft("dog"),
        it.jobs.job("cat"),
        it.library.datasets(),
        it.trials.trial("owl"),
        store.claim_trials(make.NOON + TRY_LEASE, 9),
        it.drafts.draft("hen"),
        it.shares.emails("cat"),
        it.settings.key(),
        it.answers.kept("a1"),
        it.answers.feedback("cat"),
        it.settings.policy(),
        it.audit.deeds(),
        it.usage.asked("U1", make.NOON - HOUR),
        it.requests.requests(),
        it.departed.users(),
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

"""What the store promises of jobs."""

from dataclasses import replace
from datetime import timedelta
from math import isnan, nan

import pytest

from bot.domain import (
    CloudPlace,
    DraftState,
    Hyperparameters,
    JobState,
    NewsKind,
    Site,
    Snapshot,
)
from bot.errors import NotFound
from bot.store import Store, WorkspaceStore
from tests import make
from tests.bot.store.writing import LATER, again, over, progress, written


def test_a_job_comes_back_as_it_went_in(store: Store) -> None:
    ours = store.workspace("T1")
    job = make.job(
        card=make.CARD,
        state=JobState.TUNING,
        completed_steps=3,
        snapshots=make.snapshots(3),
        milestone=75,
        started=make.NOON + timedelta(microseconds=1),
        reason="why",
    )
    claim = ours.jobs.add(job, now=make.NOON)

    assert claim
    assert ours.jobs.job("cat") == job
    assert claim.job == replace(job, snapshots=(job.snapshots[0], job.snapshots[2]))
    with pytest.raises(NotFound):
        ours.jobs.job("dog")


def test_what_only_some_services_let_one_choose_is_kept_too(store: Store) -> None:
    ours = store.workspace("T1")
    order = make.order(
        hyperparameters=Hyperparameters(batch_size=0, learning_rate=None, adapter_size=8),
        checkpoint="2",
        system_instruction="Count on.",
    )
    ours.jobs.add(make.job(order=order), now=make.NOON)

    assert ours.jobs.job("cat").order == order


def test_all_jobs_come_newest_first_each_with_its_last_snapshot(store: Store) -> None:
    ours = store.workspace("T1")
    for n in (0, 2, 1):
        at = make.NOON + timedelta(seconds=n)
        written(ours, f"cat-{n}", wanted=at, snapshots=make.snapshots(n))

    jobs = ours.jobs.jobs()

    assert [job.id for job in jobs] == ["cat-2", "cat-1", "cat-0"]
    assert [job.last for job in jobs] == [make.snapshots(2)[1], make.snapshots(1)[0], None]


def test_an_id_is_taken_once_and_a_name_too(store: Store) -> None:
    ours = store.workspace("T1")
    written(ours)

    assert ours.jobs.add(make.job(owner="U2"), now=make.NOON) is None
    assert ours.jobs.job("cat").owner == "U1"
    assert written(ours, "dog").job.order.display_name == "Cat 2"
    assert ours.jobs.job("dog").order.display_name == "Cat 2"


def test_a_draft_is_started_with_its_job_and_checked_again_when_that_is_dropped(
    store: Store,
) -> None:
    ours = store.workspace("T1")
    receive(ours, DraftState.CHECKED)

    claim = written(ours)
    assert ours.drafts.draft("cat").state is DraftState.STARTED
    assert ours.jobs.drop(claim)
    assert (ours.drafts.draft("cat").state, ours.jobs.jobs()) == (DraftState.CHECKED, [])


def receive(ours: WorkspaceStore, state: DraftState) -> None:
    claim = ours.drafts.receive(make.draft(), now=make.NOON)
    assert claim
    assert ours.drafts.settle(claim, make.draft(state=state))


def test_a_job_with_a_card_is_not_dropped_nor_by_who_lost_it(store: Store) -> None:
    ours = store.workspace("T1")
    late = written(ours)
    claim = again(ours)

    assert not ours.jobs.drop(late)
    assert ours.cards.posted("cat", make.CARD)
    assert not ours.jobs.drop(claim)
    assert ours.jobs.job("cat").card == make.CARD


def test_a_claim_goes_on_after_the_card(store: Store) -> None:
    ours = store.workspace("T1")
    claim = written(ours)

    assert ours.cards.posted("cat", make.CARD)
    assert progress(ours, claim, 1)
    assert ours.jobs.job("cat").card == make.CARD


def test_a_claimed_job_is_nobody_elses_until_the_lease_runs_out(store: Store) -> None:
    written(store.workspace("T1"))

    assert store.claim_due(LATER - timedelta(seconds=1), 9) == []
    assert [claim.job.id for [claim] in store.claim_due(LATER, 9)] == ["cat"]
    assert store.claim_due(LATER, 9) == []


def test_the_jobs_that_are_due_longest_are_claimed_first(store: Store) -> None:
    for n in (3, 1, 2):
        job = make.job(id=f"cat-{n}")
        assert store.workspace(f"T{n}").jobs.add(job, now=make.NOON + timedelta(seconds=n))

    claims = store.claim_due(LATER + timedelta(seconds=9), 2)

    assert sorted((it.workspace, it.job.id) for [it] in claims) == [
        ("T1", "cat-1"),
        ("T2", "cat-2"),
    ]


def test_whoever_lost_the_claim_changes_nothing(store: Store) -> None:
    ours = store.workspace("T1")
    late = written(ours)
    [[claim]] = store.claim_due(LATER, 9)

    assert not progress(ours, late, 2)
    assert (ours.jobs.job("cat"), store.claim_news(LATER, 9)) == (make.job(), [])
    assert progress(ours, claim, 1)
    assert not progress(ours, claim, 2), "a claim is good for one step"


def test_a_cancelled_job_is_not_revived_by_a_late_answer(store: Store) -> None:
    ours = store.workspace("T1")
    late = written(ours)
    assert over(ours, again(ours))

    assert not progress(ours, late, 2)
    assert ours.jobs.claim("cat", make.NOON) is None
    assert store.claim_due(LATER + timedelta(days=9), 9) == []
    assert ours.jobs.job("cat").state is JobState.READY


def test_what_needs_its_owner_waits_for_something_or_has_failed_lately(store: Store) -> None:
    ours = store.workspace("T1")
    hour = timedelta(hours=1)
    for id, state, at, why in (  # noqa: A001
        ("fine", JobState.TUNING, make.NOON, ""),
        ("waits", JobState.WANTED, make.NOON, "It is down."),
        ("waits-too", JobState.TUNING, make.NOON + hour, "It is down."),
        ("failed", JobState.FAILED, make.NOON + 2 * hour, "It is bad."),
        ("long-ago", JobState.FAILED, make.NOON - hour, "It is bad."),
    ):
        claim = written(ours, id, wanted=at)
        ended = at if state.is_final else None
        job = replace(claim.job, state=state, finished=ended, reason=why)
        assert ours.jobs.advance(claim, job, look_at=None if ended else at)
    written(ours, "bens", owner="U2", reason="It is down.")

    needing = ours.jobs.needing("U1", since=make.NOON, most=9)
    assert [it.id for it in needing] == ["waits-too", "waits", "failed"]
    assert len(ours.jobs.needing("U1", since=make.NOON, most=2)) == 2


def test_those_that_wait_for_the_same_are_put_off_together_and_no_others(store: Store) -> None:
    ours = store.workspace("T1")
    later, there = make.NOON + timedelta(minutes=5), CloudPlace("p", "us-central1", "b")
    claims = [written(ours, f"cat-{n}", card=make.CARD) for n in range(4)]
    others = [
        written(ours, "bens", owner="U2", card=make.CARD),
        written(ours, "cloudy", card=make.CARD, order=make.order(site=Site("vertex", there))),
        written(ours, "runs", card=make.CARD, state=JobState.QUEUED),
        written(ours, "uncarded"),
    ]
    for claim in (*claims, *others):
        assert ours.jobs.advance(claim, claim.job, look_at=make.NOON)
    held = ours.jobs.claim("cat-1", make.NOON)
    assert held

    ours.jobs.put_off(claims[0].job, now=make.NOON, until=later)

    due = [it.job.id for [it] in store.claim_due(make.NOON, 9)]
    assert sorted(due) == ["bens", "cloudy", "runs", "uncarded"]
    assert ours.jobs.advance(held, held.job, look_at=None), "what is claimed is left alone"
    due = [it.job.id for [it] in store.claim_due(later, 9)]
    assert {"cat-0", "cat-2", "cat-3"} <= set(due)


def test_snapshots_grow_and_are_replaced_where_a_training_began_anew(store: Store) -> None:
    ours = store.workspace("T1")
    written(ours)
    for snapshots in (
        make.snapshots(3),
        make.snapshots(5),
        (),
        make.snapshots(4, loss=9.0),
        (*make.snapshots(2, loss=9.0), *make.snapshots(1)),
    ):
        advance(ours, snapshots)
        assert ours.jobs.job("cat").snapshots == snapshots


def test_a_loss_that_is_no_number_stays_that(store: Store) -> None:
    ours = store.workspace("T1")
    written(ours, snapshots=make.snapshots(2, loss=nan))

    assert [isnan(it.mean_loss) for it in ours.jobs.job("cat").snapshots] == [True, True]


def advance(ours: WorkspaceStore, snapshots: tuple[Snapshot, ...]) -> None:
    claim = again(ours)
    job = replace(claim.job, snapshots=snapshots)
    assert ours.jobs.advance(claim, job, look_at=make.NOON, news=[NewsKind.CARD])

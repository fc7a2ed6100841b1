"""What the store promises of news."""

from datetime import timedelta

import pytest

from bot.domain import NewsKind
from bot.store import MAX_TRIES, TELL_LEASE, Store
from tests import make
from tests.bot.store.writing import again, news, over, progress, written

SECOND = timedelta(seconds=1)


def test_a_jobs_news_comes_in_order_one_at_a_time(store: Store) -> None:
    ours = store.workspace("T1")
    progress(ours, written(ours), 1, NewsKind.STARTED)
    progress(ours, again(ours), 2)

    first = news(store)
    assert (first.workspace, first.kind, first.percent) == ("T1", NewsKind.STARTED, 25)
    assert store.claim_news(make.NOON, 9) == []
    assert store.delivered(first)
    assert not store.delivered(first)
    assert news(store).kind is NewsKind.PROGRESS


def test_news_shows_the_job_as_it_is_now_under_a_key_that_stays(store: Store) -> None:
    ours = store.workspace("T1")
    progress(ours, written(ours), 1, NewsKind.STARTED)
    progress(ours, again(ours), 3)

    first = news(store)
    assert (first.key, first.job) == ("cat:started:25", ours.jobs.jobs()[0])
    assert news(store, make.NOON + TELL_LEASE).key == first.key


def test_the_last_news_of_a_job_brings_its_whole_curve(store: Store) -> None:
    ours = store.workspace("T1")
    progress(ours, written(ours), 3)
    first = news(store)
    assert first.job.snapshots == make.snapshots(3)[::2]
    assert store.delivered(first)

    over(ours, again(ours))

    assert news(store).job == ours.jobs.job("cat")
    assert ours.jobs.job("cat").snapshots == make.snapshots(3)


@pytest.mark.parametrize("kind", [NewsKind.PROGRESS, NewsKind.CARD])
def test_the_latest_wins_where_news_piles_up(store: Store, kind: NewsKind) -> None:
    ours = store.workspace("T1")
    progress(ours, written(ours), 1, NewsKind.STARTED)
    progress(ours, again(ours), 1, kind)
    progress(ours, again(ours), 2, NewsKind.STARTED)
    progress(ours, again(ours), 3, kind)

    told = list[tuple[NewsKind, int]]()
    while waiting := store.claim_news(make.NOON, 9):
        told += [(it.kind, it.percent) for it in waiting]
        assert store.delivered(waiting[0])
    assert told == [(NewsKind.STARTED, 25), (NewsKind.STARTED, 50), (kind, 75)]


def test_what_is_being_told_is_not_replaced(store: Store) -> None:
    ours = store.workspace("T1")
    progress(ours, written(ours), 1)
    first = news(store)
    progress(ours, again(ours), 2)

    assert store.delivered(first)
    assert news(store).percent == 50


def test_a_job_that_is_busy_does_not_hold_up_the_others(store: Store) -> None:
    for workspace in ("T1", "T2"):
        ours = store.workspace(workspace)
        progress(ours, written(ours), 1, NewsKind.STARTED)
        progress(ours, again(ours), 2)

    assert [it.workspace for it in store.claim_news(make.NOON, 9)] == ["T1", "T2"]
    assert store.claim_news(make.NOON, 9) == []


def test_news_that_was_not_delivered_comes_again_and_its_first_holder_is_too_late(
    store: Store,
) -> None:
    ours = store.workspace("T1")
    progress(ours, written(ours), 1)
    late, second = news(store), news(store, make.NOON + TELL_LEASE)

    assert late.id == second.id
    assert not store.telling(late)
    assert not store.delivered(late)
    assert not store.postpone(late, make.NOON)
    assert store.delivered(second)


def test_news_may_be_posted_once(store: Store) -> None:
    ours = store.workspace("T1")
    over(ours, written(ours))

    assert store.telling(news(store)), "nobody has posted it"
    assert not store.telling(news(store, make.NOON + TELL_LEASE)), "perhaps it is posted"


def test_news_that_was_claimed_but_never_on_its_way_may_still_be_posted(store: Store) -> None:
    ours = store.workspace("T1")
    over(ours, written(ours))
    news(store)

    assert store.telling(news(store, make.NOON + TELL_LEASE))


def test_what_is_postponed_comes_then_as_if_for_the_first_time(store: Store) -> None:
    ours = store.workspace("T1")
    over(ours, written(ours))
    now = make.NOON
    for _ in range(2 * MAX_TRIES):
        busy = news(store, now)
        assert store.telling(busy)
        now += 30 * SECOND
        assert store.postpone(busy, now)
        assert store.claim_news(now - SECOND, 9) == []

    assert store.telling(news(store, now))


def test_what_replaces_postponed_news_waits_as_long(store: Store) -> None:
    ours = store.workspace("T1")
    progress(ours, written(ours), 1)
    assert store.postpone(news(store), make.NOON + 30 * SECOND)
    progress(ours, again(ours), 2)

    assert store.claim_news(make.NOON + 29 * SECOND, 9) == []
    assert news(store, make.NOON + 30 * SECOND).percent == 50


def test_news_that_cannot_be_told_does_not_hold_up_the_rest_for_ever(store: Store) -> None:
    ours = store.workspace("T1")
    progress(ours, written(ours), 1, NewsKind.STARTED)
    progress(ours, again(ours), 2)

    times = [make.NOON + n // 2 * TELL_LEASE for n in range(2 * MAX_TRIES + 2)]
    told = [it.kind for now in times for it in store.claim_news(now, 9)]

    assert told == [NewsKind.STARTED] * MAX_TRIES + [NewsKind.PROGRESS]


def test_news_that_was_perhaps_told_stays_so_when_it_is_put_off(store: Store) -> None:
    ours = store.workspace("T1")
    progress(ours, written(ours), 1, NewsKind.STARTED)
    assert store.telling(news(store))
    late = news(store, make.NOON + TELL_LEASE)
    assert not store.telling(late)
    assert store.postpone(late, make.NOON + 2 * TELL_LEASE, perhaps=True)

    assert not store.telling(news(store, make.NOON + 2 * TELL_LEASE))


def test_a_channel_that_lets_nobody_in_is_told_of_once(store: Store) -> None:
    ours = store.workspace("T1")
    progress(ours, written(ours), 1, NewsKind.STARTED)
    assert store.shut(news(store))
    progress(ours, again(ours), 2)

    kinds = list[NewsKind]()
    for _ in range(2):
        waiting = news(store)
        kinds.append(waiting.kind)
        assert (
            store.shut(waiting) if waiting.kind is NewsKind.PROGRESS else store.delivered(waiting)
        )

    assert sorted(kinds) == [NewsKind.PROGRESS, NewsKind.SHUT]
    assert store.claim_news(make.NOON, 9) == []


def test_news_that_was_given_up_can_be_seen(store: Store) -> None:
    ours = store.workspace("T1")
    progress(ours, written(ours), 1, NewsKind.STARTED)
    now = make.NOON
    for _ in range(MAX_TRIES):
        assert ours.jobs.untold(now) == []
        news(store, now)
        now += TELL_LEASE

    assert [(job.id, kind) for job, kind in ours.jobs.untold(now)] == [("cat", NewsKind.STARTED)]
    assert store.claim_news(now, 9) == []

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from bot import following
from bot.domain import Card, DraftClaim, JobState, News, NewsKind, TuningJob
from bot.errors import ChannelClosed, TuningUnavailable
from bot.pacing import Pace
from bot.poller import CardGone, Later, Poller
from bot.store import LOOK_LEASE, MAX_TRIES, READ_LEASE, TELL_LEASE, Store
from bot.tuner import Tuner
from bot.watchdog import Watchdog
from tests import make
from tests.bot.pressing import READY, begun, wanted
from tests.fakes import FakeService, Wall

DUE = make.NOON + LOOK_LEASE
SECOND = timedelta(seconds=1)


@dataclass
class Thread:
    """Hears the news of every job; *trouble* comes once, before or after it was heard."""

    wall: Wall = field(default_factory=Wall)
    heard: list[tuple[str, NewsKind, int]] = field(default_factory=list[tuple[str, NewsKind, int]])
    edits: list[JobState] = field(default_factory=list[JobState])
    sorry: list[str] = field(default_factory=list[str])
    before: Exception | None = None
    after: BaseException | None = None

    def put_up(self, workspace: str, job: TuningJob, before: int = 0) -> Card:
        assert workspace
        return self.wall.put_up(job, before)

    def apologise(self, workspace: str, job: TuningJob) -> None:
        self.sorry.append(f"{workspace} {job.owner}: {job.reason}")

    def tell(self, news: News, *, again: bool) -> None:
        before, self.before = self.before, None
        if before:
            raise before
        self.edits.append(news.job.state)
        if news.kind is not NewsKind.CARD and not again:
            self.heard.append((news.workspace, news.kind, news.percent))
        after, self.after = self.after, None
        if after:
            raise after


@dataclass
class Desk:
    """Where drafts are read; the one with an id of *bad* is trouble."""

    read_: list[str] = field(default_factory=list[str])
    given_up: list[str] = field(default_factory=list[str])

    def read(self, claim: DraftClaim) -> None:
        if claim.draft.id == "bad":
            raise ConnectionError
        self.read_.append(claim.draft.id)

    def give_up(self, claim: DraftClaim) -> None:
        self.given_up.append(claim.draft.id)


@dataclass
class Watch:
    """A poller, and all that it works with."""

    store: Store
    service: FakeService
    poller: Poller
    thread: Thread
    desk: Desk

    def tuner(self, workspace: str = "T1") -> Tuner:
        return self.poller.tuner_for(workspace)

    def tick(self, now: datetime) -> None:
        self.poller.look(now)
        self.poller.deliver(now)


@pytest.fixture
def watch(store: Store, service: FakeService) -> Iterator[Watch]:
    thread, desk = Thread(), Desk()
    tuner_for = partial(make_tuner, store, service)
    with ThreadPoolExecutor(4) as pool:
        poller = Poller(store, tuner_for, thread, desk, pool, at_once=4)
        yield Watch(store, service, poller, thread, desk)


def make_tuner(store: Store, service: FakeService, workspace: str) -> Tuner:
    return Tuner(
        workspace, store.workspace(workspace), lambda _, __=None: service, lambda: make.NOON, SECOND
    )


def tuning(watch: Watch, done: int) -> None:
    watch.service.stands["cat"] = make.status(JobState.TUNING, done, started=make.NOON)


def test_a_thread_hears_that_its_model_is_ready_exactly_once(watch: Watch) -> None:
    """However often we look again, the good news comes one time."""
    begun(watch.tuner())
    watch.service.stands["cat"] = READY

    for minute in range(10):
        watch.tick(DUE + timedelta(minutes=minute))

    assert watch.thread.heard == [("T1", NewsKind.READY, 100)]


def test_one_look_serves_every_workspace(watch: Watch) -> None:
    begun(watch.tuner("T1"), "cat")
    begun(watch.tuner("T2"), "dog")
    watch.service.stands |= {"cat": READY, "dog": READY}

    for seconds in range(3):
        watch.tick(DUE + seconds * SECOND)

    assert sorted(workspace for workspace, _, _ in watch.thread.heard) == ["T1", "T2"]


def test_one_jobs_trouble_does_not_stop_the_rest(watch: Watch) -> None:
    begun(watch.tuner(), "cat")
    begun(watch.tuner(), "dog", "Dog")
    watch.service.stands["cat"] = READY
    watch.service.trouble = RuntimeError("in whichever comes first")

    for minute in range(5):
        watch.tick(DUE + timedelta(minutes=minute))

    assert [kind for _, kind, _ in watch.thread.heard] == [NewsKind.READY]


def test_a_service_that_is_down_for_a_while_costs_nobody_their_job(watch: Watch) -> None:
    wanted(watch.tuner())
    watch.service.trouble = RuntimeError("worse than down")

    for minute in range(6):
        watch.tick(DUE + timedelta(minutes=minute))

    assert (watch.service.starts, watch.thread.wall.cards) == (["cat"], ["Cat"])


def test_a_card_that_may_no_longer_be_put_up_is_apologised_for(watch: Watch) -> None:
    """The channel was closed between the press of Start and a restart."""
    wanted(watch.tuner())
    watch.thread.wall.trouble = ChannelClosed("Invite me first.")

    watch.tick(DUE)
    watch.tick(DUE + LOOK_LEASE)

    assert watch.thread.sorry == ["T1 U1: Invite me first."]
    assert (watch.tuner().store.jobs.jobs(), watch.service.starts) == ([], [])


def test_news_that_could_not_be_told_comes_again(watch: Watch) -> None:
    """It was perhaps said before the line broke; the card tells the truth all the same."""
    begun(watch.tuner())
    watch.tick(make.NOON)
    watch.service.stands["cat"] = READY
    watch.thread.after = ConnectionError()

    for now in (DUE, DUE + SECOND, DUE + TELL_LEASE, DUE + 2 * TELL_LEASE):
        watch.tick(now)

    assert watch.thread.edits[-2:] == [JobState.READY, JobState.READY]
    assert watch.thread.heard == [("T1", NewsKind.READY, 100)]


def test_what_slack_wants_to_hear_later_is_told_then_and_once(watch: Watch) -> None:
    begun(watch.tuner())
    watch.tick(make.NOON)
    watch.service.stands["cat"] = READY
    until = DUE + timedelta(seconds=30)
    watch.thread.before = Later(until)

    watch.tick(DUE)
    watch.tick(until - SECOND)
    assert watch.thread.heard == []

    watch.tick(until)
    watch.tick(until + TELL_LEASE)
    assert watch.thread.heard == [("T1", NewsKind.READY, 100)]


def test_a_card_that_somebody_deleted_is_put_up_anew_and_all_is_told_there(watch: Watch) -> None:
    begun(watch.tuner())
    watch.tick(make.NOON)
    watch.service.stands["cat"] = READY
    watch.thread.before = CardGone()

    for second in range(3):
        watch.tick(DUE + second * SECOND)

    assert watch.thread.wall.cards == ["Cat"]
    assert watch.thread.heard == [("T1", NewsKind.READY, 100)]


def test_a_closed_channel_stops_no_job_and_its_owner_hears_of_it_once(watch: Watch) -> None:
    begun(watch.tuner())
    watch.tick(make.NOON)
    for done in (1, 2, 3):
        tuning(watch, done)
        watch.thread.before = ChannelClosed("No.")
        watch.tick(DUE + done * LOOK_LEASE)
        for _ in range(4):
            watch.poller.deliver(DUE + done * LOOK_LEASE)
    watch.service.stands["cat"] = READY
    watch.tick(DUE + 4 * LOOK_LEASE)

    assert [kind for _, kind, _ in watch.thread.heard].count(NewsKind.SHUT) == 1
    assert watch.thread.heard[-1] == ("T1", NewsKind.READY, 100)


@pytest.mark.parametrize("stop", ["before", "between", "after"])
def test_stopped_and_started_in_mid_training_nothing_is_told_twice(watch: Watch, stop: str) -> None:
    """The bot dies before, while and after it tells that a quarter is done; the card goes on."""
    begun(watch.tuner())
    tuning(watch, 0)
    watch.tick(make.NOON + SECOND)
    watch.tick(make.NOON + SECOND)
    tuning(watch, 1)
    die(watch, make.NOON + 2 * SECOND, stop)

    for again in range(1, 5):
        tuning(watch, min(again, 3))
        watch.tick(make.NOON + again * DUE_AGAIN)
    watch.service.stands["cat"] = READY
    for again in range(5, 8):
        watch.tick(make.NOON + again * DUE_AGAIN)

    told = [(kind, percent) for _, kind, percent in watch.thread.heard]
    assert len(told) == len(set(told))
    assert told[0] == (NewsKind.STARTED, 0)
    assert told[-2:] == [(NewsKind.PROGRESS, 75), (NewsKind.READY, 100)]
    assert watch.thread.wall.cards == []
    assert watch.thread.edits[-1] is JobState.READY


DUE_AGAIN = LOOK_LEASE + TELL_LEASE


def die(watch: Watch, now: datetime, when: str) -> None:
    """End the process as `deliver` is at work: what it had claimed is left behind."""
    watch.poller.look(now)
    [news] = watch.store.claim_news(now, 1)
    if when in {"between", "after"}:
        assert watch.store.telling(news)
    if when == "after":
        watch.thread.tell(news, again=False)


def test_whoever_sent_a_file_that_can_never_be_read_hears_it_once(watch: Watch) -> None:
    assert watch.store.workspace("T1").drafts.receive(make.draft(id="bad"), now=make.NOON)

    for n in range(1, 2 * MAX_TRIES):
        assert watch.desk.given_up == ["bad"] * (n > MAX_TRIES)
        watch.poller.read(make.NOON + n * READ_LEASE)

    assert watch.desk.given_up == ["bad"]


def test_drafts_that_were_left_behind_are_read(watch: Watch) -> None:
    ours = watch.store.workspace("T1").drafts
    for draft in ("bad", "good"):
        assert ours.receive(make.draft(id=draft), now=make.NOON)

    watch.poller.read(make.NOON + READ_LEASE - SECOND)
    assert watch.desk.read_ == []
    watch.poller.read(make.NOON + READ_LEASE)
    assert watch.desk.read_ == ["good"]


def test_jobs_begin_in_the_order_they_were_wanted(watch: Watch) -> None:
    """After a restart too, though there are more than are looked at together."""
    ours = watch.store.workspace("T1")
    tuner = watch.tuner()
    for n in range(6):
        late = replace(tuner, clock=at(make.NOON + n * SECOND))
        wanted(late, f"cat-{n}", f"Cat {n}")

    one = replace(watch.poller, at_once=1)
    for n in range(6):
        one.look(DUE + n * SECOND)

    assert watch.service.starts == [f"cat-{n}" for n in range(6)]
    assert ours.jobs.jobs()[0].id == "cat-5"


def at(now: datetime) -> Callable[[], datetime]:
    return lambda: now


def ran(watch: Watch, id: str) -> None:
    """Have a job that trains and was looked at."""
    begun(watch.tuner(), id, id)
    watch.service.stands[id] = make.status(JobState.TUNING, 1, 100, started=make.NOON)
    watch.poller.look(make.NOON + SECOND)
    watch.poller.look(make.NOON + 3 * SECOND)


def test_one_call_answers_for_all_trainings_of_a_person(watch: Watch) -> None:
    """Those too that are due soon; one whose end the list does not explain has its own call."""
    for id in ("cat", "dog", "emu"):  # noqa: A001
        ran(watch, id)
    watch.service.lists.clear()
    watch.service.stands["emu"] = make.status(JobState.FAILED, 1, reason="The loss exploded.")

    watch.poller.look(make.NOON + timedelta(minutes=1))

    assert watch.service.lists == [["cat", "dog", "emu"]]
    assert watch.tuner().job("emu").reason == "The loss exploded."


def test_trainings_that_begin_together_are_all_seen_to_at_one_look_if_that_is_quick(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list does not say how many steps there will be, so each takes a call of its own."""
    monkeypatch.setattr(following, "AT_LENGTH", 60.0)
    names = [f"cat-{n}" for n in range(6)]
    for name in names:
        begun(watch.tuner(), name, name)
    watch.poller.look(make.NOON + SECOND)
    watch.service.stands |= {it: make.status(JobState.TUNING, 1, 100) for it in names}

    watch.poller.look(make.NOON + 3 * SECOND)

    assert {it.total_steps for it in watch.store.workspace("T1").jobs.jobs()} == {100}


def test_of_trainings_that_take_a_call_each_the_first_in_trouble_is_the_last_asked(
    watch: Watch,
) -> None:
    """What keeps one person's account from being asked keeps the others of theirs, too."""
    for name in ("cat", "dog", "emu"):
        begun(watch.tuner(), name, name)
    watch.poller.look(make.NOON + SECOND)
    watch.service.stands.clear()  # the list has none of them, nor does a call find the first
    watch.service.lists.clear()

    watch.poller.look(make.NOON + 3 * SECOND)

    reasons = [it.reason for it in watch.store.workspace("T1").jobs.jobs()]
    assert sorted(map(bool, reasons)) == [False, False, True]


def test_a_service_in_trouble_is_left_alone_and_its_own_wait_is_kept(watch: Watch) -> None:
    pace = Pace(first=timedelta(seconds=60))

    def paced(workspace: str) -> Tuner:
        return replace(watch.tuner(workspace), pace=pace)

    patient = replace(watch.poller, tuner_for=paced)
    ran(watch, "cat")
    ran(watch, "dog")
    watch.service.trouble = TuningUnavailable("Down.", retry_after=timedelta(minutes=5))
    watch.service.lists.clear()

    for seconds in range(30, 280, 10):
        patient.look(make.NOON + seconds * SECOND)
    assert len(watch.service.lists) == 1

    patient.look(make.NOON + timedelta(minutes=8))
    assert len(watch.service.lists) == 2


def test_of_many_that_a_resting_service_has_yet_to_hear_of_only_a_few_are_claimed(
    watch: Watch,
) -> None:
    pace, claimed = Pace(first=timedelta(seconds=60)), list[timedelta]()

    def paced(workspace: str) -> Tuner:
        return replace(watch.tuner(workspace), pace=pace)

    for n in range(30):
        watch.service.trouble = TuningUnavailable("Down.")
        begun(watch.tuner(), f"cat-{n}", f"Cat {n}")
    pace.troubled(watch.service.lane, DUE)
    poller = replace(watch.poller, tuner_for=paced, lagged=claimed.append)

    poller.look(DUE)
    assert len(claimed) <= 2 * poller.at_once
    assert watch.service.starts == []

    poller.look(DUE + timedelta(seconds=70))
    assert len(watch.service.starts) == 30


def test_a_card_does_not_wait_for_a_service_that_rests(watch: Watch) -> None:
    pace = Pace(first=timedelta(minutes=9))
    wanted(watch.tuner())
    pace.troubled(watch.service.lane, DUE)

    def paced(workspace: str) -> Tuner:
        return replace(watch.tuner(workspace), pace=pace)

    replace(watch.poller, tuner_for=paced).look(DUE)

    assert (watch.thread.wall.cards, watch.service.starts) == (["Cat"], [])


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_clock_that_jumps_an_hour_makes_no_storm_and_skips_nobody(
    watch: Watch, jump: timedelta
) -> None:
    for n in range(6):
        ran(watch, f"cat-{n}")
    watch.service.lists.clear()

    for tick in range(60):
        watch.poller.look(make.NOON + jump + timedelta(seconds=tick))
    looks = [id for ids in watch.service.lists for id in ids]  # noqa: A001

    assert set(looks) == {f"cat-{n}" for n in range(6)}
    assert len(watch.service.lists) <= 60
    assert watch.tuner().job("cat-0").state is JobState.TUNING


def test_a_training_that_stands_still_is_told_of_once_with_what_others_took(watch: Watch) -> None:
    begun(watch.tuner(), "dog", "Dog")
    watch.service.stands["dog"] = READY
    watch.tick(DUE)
    ran(watch, "cat")

    for minute in range(10, 120, 5):
        watch.tick(make.NOON + timedelta(minutes=minute))
    stalls = [it for it in watch.thread.heard if it[1] is NewsKind.STALLED]
    job = watch.tuner().job("cat")
    assert len(stalls) == 1
    assert (
        job.reason
        == "No step for 50 min. Others here waited 1 s from step to step (the median of 1)."
    )

    watch.service.stands["cat"] = make.status(JobState.TUNING, 2, 100, started=make.NOON)
    watch.tick(make.NOON + timedelta(hours=3))
    assert (watch.tuner().job("cat").reason, watch.tuner().job("cat").stalled) == ("", None)


def test_what_others_took_is_read_once_for_all_that_stand_still(watch: Watch) -> None:
    begun(watch.tuner(), "dog", "Dog")
    watch.service.stands["dog"] = READY
    watch.tick(DUE)
    jobs = watch.store.workspace("T1").jobs
    still = make.job(state=JobState.TUNING, completed_steps=1, moved=make.NOON)
    watchdog, later = Watchdog(jobs), make.NOON + timedelta(minutes=50)

    first = watchdog.watched(still, later)
    jobs.delete("dog", by="U1", at=make.NOON)

    assert "Others here waited 1 s" in first.reason
    assert watchdog.watched(still, later) == first
    assert "Others" not in Watchdog(jobs).watched(still, later).reason


def test_what_a_process_has_not_finished_it_hands_back(
    watch: Watch, new_store: Callable[[str], Store]
) -> None:
    """And nothing that another process is at."""
    for id in ("cat", "dog"):  # noqa: A001
        begun(watch.tuner(), id, id)
    other = new_store("tuner")
    claim = other.workspace("T1").jobs.claim("dog", DUE)
    assert claim
    ours = watch.store.workspace("T1").jobs.claim("cat", DUE)
    assert ours

    watch.store.hand_back(DUE)

    assert [it.job.id for [it] in watch.store.claim_due(DUE, 9)] == ["cat"]
    assert not watch.store.workspace("T1").jobs.advance(ours, ours.job, look_at=None)
    assert other.workspace("T1").jobs.advance(claim, claim.job, look_at=None)

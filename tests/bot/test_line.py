"""Tuner's own queue: what the service has no room for waits its turn, in every workspace."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.domain import Example, JobState, Order, TuningJob
from bot.errors import QuotaUsedUp
from bot.poller import Poller
from bot.store import Store
from bot.tuner import Tuner
from tests import make
from tests.bot.pressing import told
from tests.bot.test_poller import Desk, Thread
from tests.fakes import FakeService, Wall

MINUTE = timedelta(minutes=1)


@dataclass
class Full(FakeService):
    """A service that has room for so many."""

    room: int = 0
    asked: list[str] = field(default_factory=list[str])

    def start(
        self, id: str, order: Order, examples: Sequence[Example], held_out: Sequence[Example] = ()
    ) -> None:
        self.asked.append(id)
        if not self.room:
            raise QuotaUsedUp("No more.")
        self.room -= 1
        super().start(id, order, examples, held_out)


@dataclass
class Hall:
    """Two workspaces, one service; *now* goes on by hand."""

    store: Store
    service: Full
    poller: Poller | None = None
    now: datetime = make.NOON

    def tuner(self, workspace: str) -> Tuner:
        return Tuner(
            workspace,
            self.store.workspace(workspace),
            lambda _, __=None: self.service,
            lambda: self.now,
            is_awaited=self.store.is_awaited,
        )

    def want(self, id: str, owner: str, workspace: str = "T1") -> TuningJob:
        self.now += timedelta(seconds=1)
        ours = self.store.workspace(workspace)
        ours.datasets.keep(make.CSV, name="cat.csv", owner=owner, at=self.now)
        draft = make.draft(id=id, owner=owner)
        claim = ours.drafts.receive(draft, now=self.now)
        assert claim
        self.tuner(workspace).library.check(claim, make.CSV, "cat.csv")
        pressed = self.tuner(workspace).want(id, by=owner)
        assert pressed
        job = self.tuner(workspace).begin(pressed, Wall().put_up)
        self.tick()
        return job

    def tick(self, later: timedelta = timedelta()) -> None:
        self.now += later
        assert self.poller
        self.poller.look(self.now)

    def places(self) -> dict[str, int]:
        jobs = [job for it in ("T1", "T2") for job in self.store.workspace(it).jobs.jobs()]
        return {job.id: job.line.place for job in jobs if job.line}


@pytest.fixture
def hall(store: Store) -> Iterator[Hall]:
    hall = Hall(store, Full())
    with ThreadPoolExecutor(4) as pool:
        hall.poller = Poller(store, hall.tuner, Thread(), Desk(), pool, at_once=4)
        yield hall


def test_a_job_that_there_is_no_room_for_waits_with_its_place_and_starts_by_itself(
    hall: Hall,
) -> None:
    hall.want("cat", "U1")
    line = hall.tuner("T1").job("cat").line
    assert line
    assert (line.place, line.next_try) == (1, hall.now + timedelta(seconds=30))

    hall.tick(timedelta(seconds=29))
    assert hall.service.asked == ["cat"]
    hall.service.room = 1
    hall.tick(timedelta(seconds=1))

    job = hall.tuner("T1").job("cat")
    assert (job.state, job.line, hall.service.starts) == (JobState.QUEUED, None, ["cat"])


def test_people_take_turns_across_workspaces_and_each_ones_oldest_comes_first(hall: Hall) -> None:
    for id, owner, workspace in (  # noqa: A001
        ("a1", "U1", "T1"),
        ("a2", "U1", "T1"),
        ("a3", "U1", "T1"),
        ("b1", "U2", "T1"),
        ("c1", "U1", "T2"),
    ):
        hall.want(id, owner, workspace)

    assert hall.places() == {"a1": 1, "b1": 2, "c1": 3, "a2": 4, "a3": 5}
    assert hall.service.asked == ["a1"], "who finds a line joins it, and asks nothing"

    for _ in range(5):
        hall.service.room = 1
        hall.tick(10 * MINUTE)
        hall.tick()
    assert hall.service.starts == ["a1", "b1", "c1", "a2", "a3"]


def test_who_was_served_last_is_last_again(hall: Hall) -> None:
    """One who has many old jobs does not keep others waiting."""
    for id in ("a1", "a2", "a3"):  # noqa: A001
        hall.want(id, "U1")
    hall.service.room = 1
    hall.tick(10 * MINUTE)
    hall.tick()
    hall.want("b1", "U2")

    assert hall.places() == {"b1": 1, "a2": 2, "a3": 3}


def test_when_room_is_there_the_next_starts_at_once_and_the_cards_follow(hall: Hall) -> None:
    for id in ("a1", "a2", "a3"):  # noqa: A001
        hall.want(id, "U1")
    told(hall.store)
    hall.service.room = 2
    hall.tick(10 * MINUTE)
    hall.tick()
    hall.tick()

    assert hall.service.starts == ["a1", "a2"]
    assert hall.places() == {"a3": 1}
    assert [kind for kind, _ in told(hall.store)] == ["card", "card", "card"], "one for each"


def test_the_next_try_is_when_the_service_says_or_later_each_time(hall: Hall) -> None:
    hall.want("cat", "U1")
    waits = list[timedelta]()
    for _ in range(6):
        line = hall.tuner("T1").job("cat").line
        assert line
        assert line.next_try
        waits.append(line.next_try - hall.now)
        hall.tick(waits[-1])

    assert waits == [timedelta(seconds=it) for it in (30, 60, 120, 240, 480, 600)]


def test_cancelling_in_line_asks_the_service_nothing_and_says_that_nothing_was_started(
    hall: Hall,
) -> None:
    hall.want("a1", "U1")
    hall.want("b1", "U2")
    hall.service.trouble = AssertionError("nobody is to ask")

    job = hall.tuner("T1").cancel("a1", by="U1")
    hall.service.trouble = None
    hall.tick()

    assert (job.state, job.reason) == (
        JobState.CANCELLED,
        "It was still waiting in line, so nothing was started.",
    )
    assert hall.places() == {"b1": 1}
    hall.service.room = 1
    hall.tick()
    assert hall.service.starts == ["b1"]


def test_one_who_has_to_link_again_holds_up_nobody(hall: Hall) -> None:
    hall.want("a1", "U1")
    hall.want("b1", "U2")
    hall.store.workspace("T1").jobs.pause("U1", "Link again.", until=hall.now + MINUTE)
    hall.service.room = 1
    hall.tick()
    hall.tick()

    assert hall.service.starts == ["b1"]
    assert hall.places() == {"a1": 1}

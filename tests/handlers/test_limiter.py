"""Slack's pace is kept by whoever asks first, and nobody sleeps who may not."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from slack_sdk import WebClient

from handlers.limiter import BURST, LONGEST, Limiter
from handlers.replies import Posted
from handlers.views import kit
from tests import make
from tests.handlers.recording import RecordingSlack

POST, EDIT = "chat.postMessage", "chat.update"
SECOND = timedelta(seconds=1)
ACME, OTHER = WebClient("xoxb-acme"), WebClient("xoxb-other")


@dataclass
class Wall:
    """A clock that goes on only while somebody sleeps."""

    now: datetime = make.NOON
    slept: list[float] = field(default_factory=list[float])

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def limiter(wall: Wall) -> Limiter:
    return Limiter(clock=wall, sleep=wall.sleep)


def test_a_few_may_come_before_their_time_and_then_one_a_second(
    limiter: Limiter, wall: Wall
) -> None:
    burst = [limiter.take(POST, ACME, "C1") for _ in range(BURST + 1)]
    assert set(burst) == {timedelta()}

    assert limiter.take(POST, ACME, "C1") == SECOND
    wall.now += SECOND
    assert not limiter.take(POST, ACME, "C1")
    assert limiter.take(POST, ACME, "C1") == SECOND
    assert limiter.waited == 2
    assert limiter.waited_for > timedelta()


def test_messages_are_counted_for_each_channel_and_workspace(limiter: Limiter) -> None:
    while not limiter.take(POST, ACME, "C1"):
        pass

    assert not limiter.take(POST, ACME, "C2")
    assert not limiter.take(POST, OTHER, "C1")
    assert not limiter.take(EDIT, ACME, "C1")


def test_edits_are_counted_for_the_whole_workspace(limiter: Limiter, wall: Wall) -> None:
    """Fifty a minute is what Slack lets through."""
    made = 0
    for tenth in range(6000):
        wall.now = make.NOON + tenth * SECOND / 10
        made += not limiter.take(EDIT, ACME, f"C{tenth}", ahead=0)

    assert made == 500


def test_who_has_time_leaves_the_burst_to_others(limiter: Limiter) -> None:
    assert not limiter.take(EDIT, ACME, ahead=0)
    assert limiter.take(EDIT, ACME, ahead=0)
    assert not limiter.take(EDIT, ACME)


def test_what_slack_asks_for_is_kept_for_that_method(limiter: Limiter, wall: Wall) -> None:
    limiter.told(POST, ACME, "C1", 30 * SECOND)
    limiter.told(POST, ACME, "C1", 5 * SECOND)
    assert limiter.take(POST, ACME, "C1") == 30 * SECOND
    assert not limiter.take(POST, ACME, "C2")

    wall.now += 30 * SECOND
    assert not limiter.take(POST, ACME, "C1")


def test_who_may_wait_waits_and_not_for_ever(limiter: Limiter, wall: Wall) -> None:
    while not limiter.take(POST, ACME, "C1"):
        pass
    limiter.hold(POST, ACME, "C1")
    assert sum(wall.slept) == pytest.approx(1.0)

    limiter.told(POST, ACME, "C1", timedelta(hours=1))
    limiter.hold(POST, ACME, "C1")
    assert sum(wall.slept) == pytest.approx(1.0 + LONGEST.total_seconds())


def test_an_answer_grows_no_faster_than_slack_lets_it_and_ends_all_the_same(
    limiter: Limiter, wall: Wall
) -> None:
    slack = RecordingSlack()
    posted = Posted(slack, "C1", "", "who asked what", limiter=limiter)
    posted.begin()
    so_far: Any = make.kept().answer
    for _ in range(3 * BURST):
        posted.grow(so_far)
    edits = len(slack.sent(EDIT))
    posted.end([kit.Message(text="all of it", blocks=[])])

    assert edits == BURST + 1
    assert slack.sent(EDIT)[-1]["text"] == "all of it"
    assert wall.slept

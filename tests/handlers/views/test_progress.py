from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import JobState, News, NewsKind, TuningJob
from handlers.views import kit, progress
from playground.slack.limits import check_message
from tests import make

SECONDS = timedelta(seconds=1)
RUNNING = make.job(
    state=JobState.TUNING,
    completed_steps=3,
    snapshots=make.snapshots(3),
    started=make.NOON,
    card=make.CARD,
)
DONE = replace(
    RUNNING,
    state=JobState.READY,
    completed_steps=4,
    snapshots=make.snapshots(4),
    finished=make.NOON + 5 * SECONDS,
)
JOBS = {
    "wanted": make.job(reason="The tuning service does not answer."),
    "queued": make.job(state=JobState.QUEUED),
    "tuning": RUNNING,
    "ready": DONE,
    "failed": replace(RUNNING, state=JobState.FAILED, reason="The loss became <infinite>."),
    "cancelled": replace(RUNNING, state=JobState.CANCELLED, finished=make.NOON + 4 * SECONDS),
}


def accepted(message: kit.Message) -> bool:
    payload: dict[str, Any] = {"channel": "C1", "text": message.text}
    return check_message(payload | ({"blocks": message.blocks} if message.blocks else {})) == []


def news(kind: NewsKind, job: TuningJob, percent: int = 0) -> News:
    return News(workspace="T1", id=1, kind=kind, percent=percent, job=job, epoch=1)


@pytest.mark.parametrize("state", JOBS)
def test_how_the_card_looks(matches_snapshot: Callable[[str, Any], bool], state: str) -> None:
    message = progress.card(JOBS[state])

    assert matches_snapshot(f"card_{state}", message.blocks)
    assert accepted(message)


def test_steps_are_counted_and_no_percentage_is_invented() -> None:
    text = str(progress.card(RUNNING).blocks)

    assert "3 of 4 steps" in text
    assert "%" not in text
    assert "3 s so far, about 1 s to come" in text


def test_before_the_first_step_there_is_no_time_to_come() -> None:
    begun = replace(RUNNING, completed_steps=0, snapshots=())

    assert "to come" not in str(progress.card(begun).blocks)
    assert accepted(progress.card(replace(begun, total_steps=0)))


@pytest.mark.parametrize("state", JOBS)
def test_a_card_has_the_buttons_that_can_be_used(state: str) -> None:
    text = str(progress.card(JOBS[state]).blocks)

    assert (progress.CANCEL in text) == (not JOBS[state].state.is_final)
    assert ("ask.press" in text) == (state == "ready")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (NewsKind.STARTED, "3 examples, 5 epochs, 4 steps in all"),
        (NewsKind.PROGRESS, "75 %: step 4 of 4, mean loss 1.000"),
        (NewsKind.READY, "4 steps in 5 s, its last mean loss is 1.000."),
    ],
)
def test_the_thread_hears_figures(kind: NewsKind, said: str) -> None:
    message = progress.told(news(kind, DONE, 75))

    assert said.lower() in message.text.lower()
    assert accepted(message)


def test_an_end_says_why_and_what_to_do() -> None:
    failed = progress.told(news(NewsKind.FAILED, JOBS["failed"])).text
    cancelled = progress.told(news(NewsKind.CANCELLED, JOBS["cancelled"])).text

    assert "The loss became &lt;infinite&gt;." in failed
    assert "`/tune`" in failed
    assert "step 3 of 4" in cancelled
    assert "`/tune`" in cancelled


def test_a_model_without_snapshots_is_told_of_as_well() -> None:
    bare = make.job(state=JobState.READY, total_steps=0)

    assert accepted(progress.told(news(NewsKind.READY, bare)))

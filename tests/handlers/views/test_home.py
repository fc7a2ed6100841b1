"""Home and `/tune status`: what one sees of what goes on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import JobState, Running, TuningJob
from handlers.views import ask, cancel, delete, home, progress, status
from playground.slack.limits import check_message, check_view
from tests import make
from tests.handlers.views.test_progress import DONE, JOBS, RUNNING

NOW = make.NOON + timedelta(hours=1)
MANY = [replace(make.job(), id=f"cat-{n}", state=JobState.READY) for n in range(200)]
RUN = [replace(RUNNING, id=f"cat-{n}") for n in range(200)]


def text(*jobs: TuningJob, user: str = "U1", linked: bool = True, **changes: Any) -> str:
    account = make.account() if linked else None
    return str(home.build(user, account, list(jobs), changes.get("now", NOW)))


def on_the_way(*jobs: TuningJob) -> Running:
    running = [job for job in jobs if not job.state.is_final]
    return Running(running, len(running))


@pytest.mark.parametrize(
    ("name", "view"),
    [
        ("home", home.build("U1", make.account(), list(JOBS.values()), NOW)),
        ("home_empty", home.build("U1", None, [], NOW)),
        ("home_admin", home.build("U1", None, [], NOW, home.ForAdmins([make.job()]))),
        ("home_closed", home.closed("Guests can't use Tuner in this workspace.")),
    ],
)
def test_how_home_looks(
    matches_snapshot: Callable[[str, Any], bool], name: str, view: dict[str, Any]
) -> None:
    assert matches_snapshot(name, view)
    assert check_view(view) == []


@pytest.mark.parametrize("jobs", [MANY, RUN, [*MANY, *RUN]])
@pytest.mark.parametrize("user", ["U1", "U2"])
def test_slack_takes_home_with_many_models(jobs: list[TuningJob], user: str) -> None:
    assert check_view(home.build(user, None, jobs, NOW)) == []


def test_home_tells_my_models_from_those_of_others() -> None:
    assert "My models" in text(DONE)
    assert "Models of others" not in text(DONE)
    assert "Models of others" in text(DONE, user="U2")
    assert ask.OPEN in text(DONE, user="U2")


def test_home_shows_how_far_a_training_is_and_only_its_owner_may_cancel_it() -> None:
    assert "75 % · 3 of 4 steps" in text(RUNNING)
    assert progress.CANCEL in text(RUNNING)
    assert progress.CANCEL not in text(RUNNING, user="U2")


def test_home_says_what_needs_one() -> None:
    failed, late = replace(JOBS["failed"], finished=make.NOON), NOW + timedelta(days=9)

    assert "could not be tuned" in text(failed)
    assert "Needs you" not in text(failed, now=late)
    assert "Needs you" not in text(failed, user="U2")
    assert "1 training of yours can't be followed" in text(RUNNING, linked=False)
    assert "The tuning service does not answer." in text(JOBS["wanted"])
    assert "Needs you" not in text(RUNNING, DONE)


def test_what_was_deleted_is_not_at_home() -> None:
    gone = replace(DONE, state=JobState.DELETED, deleted_by="U1", deleted_at=NOW)

    assert "You have none yet" in text(gone)


def test_a_name_or_description_from_somebody_can_not_ping_anybody() -> None:
    evil = make.order(display_name="<!channel>", description="<@U9> & co")

    assert "<!channel>" not in text(replace(DONE, order=evil))
    assert "<@U9>" not in text(replace(DONE, order=evil), user="U2")


@pytest.mark.parametrize(
    "message",
    [
        status.message("U1", make.account(), on_the_way(*JOBS.values())),
        status.message("U1", None, on_the_way()),
        status.message("U1", None, on_the_way(*RUN)),
        status.to_cancel("U1", on_the_way(*RUN)),
        status.to_cancel("U1", on_the_way()),
    ],
)
def test_slack_takes_the_status(message: Any) -> None:
    payload = {"channel": "C1", "text": message.text, "blocks": list(message.blocks)}

    assert check_message(payload) == []


def test_the_status_shows_what_runs_and_not_what_is_over() -> None:
    said = str(status.message("U1", make.account(), on_the_way(*JOBS.values())).blocks)

    assert "is learning" in said
    assert "waits its turn" in said
    assert "is ready" not in said
    assert "ada@example.com" in said


def test_only_ones_own_can_be_chosen_to_cancel() -> None:
    assert progress.CANCEL in str(status.to_cancel("U1", on_the_way(RUNNING)).blocks)
    assert progress.CANCEL not in str(status.to_cancel("U2", on_the_way(RUNNING)).blocks)


def test_cancelling_says_what_it_means_before_and_offers_to_delete_after() -> None:
    before, after = cancel.build(RUNNING), cancel.done(JOBS["cancelled"])

    assert cancel.read(before) == RUNNING.id
    assert "answers would be unpredictable" in str(before)
    assert delete.OPEN in str(after)
    assert "unpredictable" in str(after)
    assert check_view(before) == check_view(after) == []


def test_a_job_that_was_quicker_than_its_cancelling_can_be_asked() -> None:
    assert ask.OPEN in str(cancel.done(DONE))
    assert delete.OPEN not in str(cancel.done(DONE))

"""Home and `/tune status`: what one sees of what goes on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.domain import Few, JobState, Overview, TuningJob
from handlers.views import ask, cancel, delete, home, progress, status
from playground.slack.limits import check_message, check_view
from tests import make
from tests.handlers.views.test_progress import DONE, JOBS, RUNNING

MANY = [replace(make.job(), id=f"cat-{n}", state=JobState.READY) for n in range(200)]
RUN = [replace(RUNNING, id=f"cat-{n}") for n in range(200)]


def text(*jobs: TuningJob, user: str = "U1", linked: bool = True) -> str:
    account = make.account() if linked else None
    return str(home.build(user, account, seen(*jobs, user=user)))


def seen(*jobs: TuningJob, user: str = "U1") -> Overview:
    """Return what one sees of these jobs, all of them."""
    over = [job for job in jobs if job.state.is_final and job.state is not JobState.DELETED]
    mine = [job for job in over if job.owner == user]
    others = [job for job in over if job.owner != user and job.state is JobState.READY]
    troubled = {JobState.WANTED, JobState.FAILED}
    return Overview(
        needing=[job for job in jobs if job.owner == user and job.state in troubled],
        running=on_the_way(*jobs),
        mine=few(*mine),
        others=few(*others),
        going=sum(not job.state.is_final and job.owner == user for job in jobs),
    )


def on_the_way(*jobs: TuningJob) -> Few:
    return few(*(job for job in jobs if not job.state.is_final))


def few(*jobs: TuningJob) -> Few:
    return Few(jobs, len(jobs))


@pytest.mark.parametrize(
    ("name", "view"),
    [
        ("home", home.build("U1", make.account(), seen(*JOBS.values()))),
        ("home_empty", home.build("U1", None, Overview())),
        ("home_admin", home.build("U1", None, Overview(), home.ForAdmins([make.job()]))),
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
    assert check_view(home.build(user, None, seen(*jobs, user=user))) == []


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
    assert "could not be tuned" in text(JOBS["failed"])
    assert "1 training of yours can't be followed" in text(RUNNING, linked=False)
    assert "The tuning service does not answer." in text(JOBS["wanted"])
    assert "Needs you" not in text(RUNNING, DONE)


def test_home_asks_once_for_the_link_that_all_wait_for() -> None:
    waiting = replace(JOBS["wanted"], reason="Link your Google account first.")
    needs = text(waiting, JOBS["failed"], linked=False).partition("On their way")[0]

    assert "1 training of yours can't be followed" in needs
    assert "Link your Google account first." not in needs
    assert "could not be tuned" in needs


def test_a_part_of_which_only_some_is_shown_says_how_many_more_there_are() -> None:
    found = Overview(mine=Few([DONE], 41), running=Few([RUNNING], 31))
    shown = str(home.build("U1", None, found))

    assert "40 older. `/models` lists them all." in shown
    assert "30 more" in shown


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

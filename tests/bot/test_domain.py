from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Hyperparameters, JobState, NewsKind, expected_time, job_id, names, scopes
from tests import make
from tests.bot.pressing import READY


@pytest.mark.parametrize(
    ("examples", "epochs", "batch", "steps"), [(15, 5, 4, 19), (1, 1, 4, 1), (16, 5, 4, 20)]
)
def test_steps_are_counted_as_the_api_counts(
    examples: int, epochs: int, batch: int, steps: int
) -> None:
    assert Hyperparameters(epochs=epochs, batch_size=batch).steps(examples) == steps


def test_the_same_press_has_the_same_id_which_gemini_allows() -> None:
    assert job_id("T1", "V1") == job_id("T1", "V1")
    assert len({job_id("T1", "V1"), job_id("T1", "V2"), job_id("T1V", "1")}) == 3
    assert len(job_id("T1", "V1")) <= 40


@given(
    st.text(st.characters(codec="ascii", categories=["L", "N", "Zs"]), min_size=1, max_size=40),
    st.integers(1, 12),
)
def test_free_names_are_free_and_short_enough(wanted: str, times: int) -> None:
    taken = list[str]()
    for _ in range(times):
        taken.append(names.free_name(wanted, taken))

    assert taken[0] == wanted
    assert len({name.casefold() for name in taken}) == times
    assert max(len(name) for name in taken) <= names.LENGTH


@pytest.mark.parametrize("name", ["mine", "ALL", "share", "delete prices", "Private  parts"])
def test_a_name_that_a_command_would_take_for_its_own_can_not_be_had(name: str) -> None:
    words = names.reserved(name)
    assert words
    assert name.split(maxsplit=1)[0].casefold() in words


@pytest.mark.parametrize("name", ["mine 2", "all things", "shared views", "sharepoint", "finder"])
def test_a_name_that_only_looks_like_a_command_is_fine(name: str) -> None:
    assert names.reserved(name) is None


def test_what_a_service_leaves_out_stays() -> None:
    job = make.job(total_steps=19, state=JobState.QUEUED)

    moved = job.moved_to(make.status(JobState.TUNING, 0, total=0), make.NOON)

    assert (moved.total_steps, moved.started) == (19, make.NOON)


def test_a_service_that_skips_states_is_told_of_as_it_is() -> None:
    job = make.job(state=JobState.QUEUED)

    assert job.moved_to(READY, make.NOON).news_since(job) == (NewsKind.READY,)
    far = job.moved_to(make.status(JobState.TUNING, 3), make.NOON)
    assert far.news_since(job) == (NewsKind.STARTED, NewsKind.PROGRESS)


def test_a_queue_is_not_a_beginning() -> None:
    job = make.job()
    queued = job.moved_to(make.status(JobState.QUEUED, started=make.NOON), make.NOON)

    assert queued.news_since(job) == (NewsKind.CARD,)
    begun = queued.moved_to(make.status(JobState.TUNING), make.NOON)
    assert begun.news_since(queued) == (NewsKind.STARTED,)


def test_no_time_is_expected_before_the_first_model_on_a_base_is_ready() -> None:
    done = make.job().moved_to(READY, make.NOON)
    other = replace(done, order=make.order(base_model="other"))
    failed = replace(done, state=JobState.FAILED)

    assert expected_time(make.order(), 3, [other, failed]) is None
    assert expected_time(make.order(), 3, [other, done]) == timedelta(seconds=30)


def test_what_is_allowed_is_said_in_words_and_once() -> None:
    auth = "https://www.googleapis.com/auth/"
    tuning, drive = f"{auth}generative-language.tuning", f"{auth}cloud-platform"
    allowed = ["openid", tuning, f"{tuning}.readonly", drive, f"{auth}spreadsheets.readonly"]

    assert scopes.in_words(allowed) == "tune models, use Google Cloud and read your sheets"
    assert scopes.in_words(["openid", tuning]) == "tune models"
    assert scopes.in_words([f"{auth}devstorage.read_write"]) == "use your buckets"
    assert scopes.in_words(["openid"]) == ""

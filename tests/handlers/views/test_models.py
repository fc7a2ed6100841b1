"""The list of tuned models, page by page."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.domain import JobState, TunedModel
from handlers.views import models, start
from handlers.views.models import Look
from playground.slack.limits import check_message
from tests import make
from tests.handlers.views.test_progress import JOBS

STRAY = TunedModel(
    id="stray", display_name="Stray <cat>", base_model="models/m", state=JobState.READY
)
MANY = [replace(make.job(), id=f"tuner-{n:032}", state=JobState.READY) for n in range(25)]
PAGES = {
    "models_first": models.listed(MANY[:10], 25, Look(), user="U1"),
    "models_last": models.listed([*MANY[:4], STRAY], 25, Look(number=2), user="U2", note="<No>."),
    "models_none": models.listed([], 0, Look(), user="U1"),
    "models_no_fit": models.listed([], 0, Look(whose="mine", text="<dog>"), user="U1"),
}


@pytest.mark.parametrize("name", PAGES)
def test_how_a_page_looks(matches_snapshot: Callable[[str, Any], bool], name: str) -> None:
    message = PAGES[name]
    payload = {"channel": "C1", "text": message.text, "blocks": list(message.blocks)}

    assert matches_snapshot(name, {"blocks": list(message.blocks)})
    assert check_message(payload) == []


@pytest.mark.parametrize("job", JOBS.values(), ids=list(JOBS))
def test_slack_takes_a_job_in_any_state(job: Any) -> None:
    message = models.listed([job], 1, Look(), user="U1")

    assert check_message({"channel": "C1", "text": message.text, "blocks": message.blocks}) == []


@pytest.mark.parametrize("look", [Look(), Look(whose="mine", text="a b", number=3), Look(text=" ")])
def test_where_somebody_looks_comes_back_with_the_button(look: Look) -> None:
    assert Look.load(look.dump()) == look


def test_the_longest_filter_fits_into_an_option() -> None:
    message = models.listed(MANY[:1], 99, Look(text="ä" * models.FILTER), user="U1")

    assert check_message({"channel": "C1", "text": message.text, "blocks": message.blocks}) == []


def test_pages_turn_both_ways_and_stop_at_the_ends() -> None:
    turns = [
        (models.BACK in str(message.blocks), models.NEXT in str(message.blocks))
        for number in range(3)
        for message in [models.listed(MANY[:5], 25, Look(number=number), user="U1")]
    ]

    assert turns == [(False, True), (True, True), (True, False)]


def test_only_an_owner_is_offered_to_delete() -> None:
    offers = [
        "delete " in str(models.listed(MANY[:1], 1, Look(), user=user).blocks)
        for user in ("U1", "U2")
    ]

    assert offers == [True, False]


def test_an_empty_list_says_how_to_begin() -> None:
    assert start.OPEN in str(PAGES["models_none"].blocks)
    assert start.OPEN not in str(PAGES["models_no_fit"].blocks)

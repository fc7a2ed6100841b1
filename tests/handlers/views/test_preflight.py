from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import DraftState, Example, Preflight
from handlers.views import preflight, words
from playground.slack.limits import check_message, check_view
from tests import make

FOUND = Preflight(
    draft=make.draft(state=DraftState.CHECKED, file_name="cats.csv", examples=15),
    examples=15,
    steps=19,
    expected=timedelta(seconds=42),
    first=(Example("what says\na cat", "miaow"), Example("<!channel>", "x" * 500)),
)


def test_how_the_preflight_looks(matches_snapshot: Callable[[str, Any], bool]) -> None:
    view = preflight.build(FOUND, "I may not post there.")

    assert matches_snapshot("preflight", view)
    assert check_view(view) == []


def test_without_experience_no_time_is_invented() -> None:
    found = Preflight(draft=FOUND.draft, examples=1, steps=1, expected=None)

    assert "no estimate yet" in str(preflight.build(found))
    assert preflight.summary(found) == "1 example, 1 step."


def test_it_brings_back_which_draft_it_is_about() -> None:
    assert preflight.read(preflight.build(FOUND)) == FOUND.draft.id


def test_a_closed_modal_gets_a_message_that_opens_it_again() -> None:
    message = preflight.message(FOUND)
    payload = {"channel": "U1", "text": message.text, "blocks": list(message.blocks)}

    assert check_message(payload) == []
    assert preflight.REOPEN in str(message.blocks)
    assert "miaow" not in str(payload), "rows of the file are not left in a conversation"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1 s"), (59, "59 s"), (61, "1 min 1 s"), (3600, "1 h 0 min"), (90061, "25 h 1 min")],
)
def test_lengths_of_time_read_well(seconds: float, said: str) -> None:
    assert words.spell(timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(("loss", "said"), [(2.34567, "2.346"), (0.01, "0.010"), (1e-5, "0.00001")])
def test_a_loss_is_never_a_power_of_ten(loss: float, said: str) -> None:
    assert words.loss(loss) == said

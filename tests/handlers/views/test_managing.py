"""The forms that change, delete and find a tuned model."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInput
from handlers.views import delete, kit, names, update
from playground.slack.limits import check_options, check_view
from tests import make
from tests.handlers.forms import filled

NOW = update.Description(
    id="cat",
    display_name="Cat expert",
    description="Says what cats say.",
    seen="v1",
    place={"channel": "C1", "thread_ts": "1.0"},
)
WHERE = {"channel": "C1", "thread_ts": ""}
MANY = [f"*Dog {n}* <was> tuned from it." for n in range(50)]
FORMS = {
    "update": update.build(NOW, words="Ada changed it meanwhile."),
    "delete": delete.build(make.job(), MANY[:2], WHERE),
    "delete_alone": delete.build(make.job(), [], WHERE),
}


@pytest.mark.parametrize("name", FORMS)
def test_how_it_looks(matches_snapshot: Callable[[str, Any], bool], name: str) -> None:
    assert matches_snapshot(name, FORMS[name])
    assert check_view(FORMS[name]) == []


@given(
    st.builds(
        update.Description,
        id=st.just("cat"),
        display_name=st.text("ab <>&c", min_size=1, max_size=40)
        .map(lambda text: " ".join(text.split()))
        .filter(bool),
        description=st.text(max_size=3000).map(str.strip),
        seen=st.text(max_size=40),
        place=st.just(WHERE),
    )
)
def test_what_the_form_shows_reads_back_the_same(now: update.Description) -> None:
    view = update.build(now)

    assert update.Description.read(filled(view)) == now
    assert check_view(view) == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_a_name_that_can_not_be_marks_its_field(name: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        update.Description.read(filled(update.build(NOW), display_name=name))

    assert raised.value.field == "display_name"


def test_deleting_names_what_stops_working() -> None:
    view = delete.build(make.job(), MANY, WHERE)

    assert "Dog 1* &lt;was&gt; tuned" in str(view)
    assert "and 30 more" in str(view)
    assert check_view(view) == []
    assert delete.read(view) == "cat"


def test_options_hold_as_many_names_as_slack_takes() -> None:
    found = [(f"tuner-{n:032}", f"{n} " + "ä" * 90) for n in range(5000)]
    options = names.options(found)

    assert len(options) == names.LISTED
    assert check_options({"options": options}) == []


def test_the_field_of_names_fits_into_a_form() -> None:
    select = {k: v for k, v in names.select("model").items() if k != "action_id"}
    view = kit.form("x.y", "X", [kit.field("model", "Model", select)], submit="Go", data={})

    assert check_view(view) == []

"""Slack's limits, in Slack's words."""

from typing import Any

import pytest

from playground.slack.limits import check_message, check_options, check_view
from tests.playground.slack.forms import Json, asked, button, modal, plain, section


def message(*blocks: Json) -> list[str]:
    return check_message({"text": "words", "blocks": list(blocks)})


def one(element: Json) -> Json:
    return {"type": "actions", "elements": [element]}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", **more}


MATCH = "must exactly match one of the options"
OPTION = {"text": plain("One"), "value": "1"}


def test_what_slack_takes_passes() -> None:
    assert message(section("a"), button("go", "1"), {"type": "divider"}) == []
    assert check_view(modal(asked("name"), asked("file", "file_input", max_files=1))) == []
    assert check_options({"options": [OPTION]}) == []


@pytest.mark.parametrize(
    ("block", "wrong"),
    [
        (
            section("a" * 3001),
            "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        ),
        (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ({"type": "section"}, "missing required field: text or fields [json-pointer:/blocks/0]"),
        ({"type": "banner"}, "unsupported type: banner [json-pointer:/blocks/0/type]"),
        (
            {"type": "divider", "color": "red"},
            "invalid additional property: color [json-pointer:/blocks/0]",
        ),
        (
            {"type": "header", "text": plain("h" * 151)},
            "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
        ),
        (
            one({"type": "button", "text": plain("b" * 76)}),
            "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
        ),
        (
            one(select(options=[OPTION] * 101)),
            "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
        ),
        (
            one(select()),
            "missing required field: options or option_groups [json-pointer:/blocks/0/elements/0]",
        ),
        (
            one(select(options=[OPTION], initial_option=OPTION | {"value": "2"})),
            f"initial_option {MATCH} [json-pointer:/blocks/0/elements/0]",
        ),
        (
            asked("file", "file_input"),
            "unsupported type: file_input [json-pointer:/blocks/0/element/type]",
        ),
        (
            {"type": "alert", "text": plain("a")},
            "unsupported type: alert [json-pointer:/blocks/0/type]",
        ),
    ],
)
def test_each_mistake_is_named_where_it_stands(block: Json, wrong: str) -> None:
    assert message(block) == [f"[ERROR] {wrong}"]


def test_a_message_has_at_most_fifty_blocks() -> None:
    assert message(*[section("a")] * 51) == [
        "[ERROR] no more than 50 items allowed [json-pointer:/blocks]"
    ]


def test_ids_are_unique() -> None:
    twice = [section("a") | {"block_id": "x"}] * 2
    assert message(*twice) == [
        "[ERROR] block_id x already exists [json-pointer:/blocks/1/block_id]"
    ]


def test_a_message_takes_one_table_and_two_charts() -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
    assert message(table) == []
    assert "only_one_table_allowed" in message(table, table)[0]
    assert message(chart(), chart()) == []
    assert "no more than 2 data_visualization" in message(chart(), chart(), chart())[0]


def test_a_chart_has_one_point_for_each_category() -> None:
    broken = chart()
    broken["chart"]["series"][0]["data"].pop()
    assert "exactly one point for each category" in message(broken)[0]


def test_a_form_that_asks_needs_a_button_to_send_it() -> None:
    view = modal(asked("name"))
    del view["submit"]
    assert "missing required field: submit" in check_view(view)[0]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"title": plain("t" * 25)}, "/view/title/text"),
        ({"submit": plain("s" * 25)}, "/view/submit/text"),
        ({"callback_id": "c" * 256}, "/view/callback_id"),
        ({"private_metadata": "p" * 3001}, "/view/private_metadata"),
        ({"blocks": [section("a")] * 101}, "/view/blocks"),
        ({"color": "red"}, "/view"),
    ],
)
def test_a_view_keeps_to_its_limits(change: Json, pointer: str) -> None:
    (wrong,) = check_view(modal(section("a")) | change)
    assert wrong.endswith(f"[json-pointer:{pointer}]")


def test_home_takes_no_modal_elements() -> None:
    home = {"type": "home", "blocks": [asked("count", "number_input", is_decimal_allowed=False)]}
    assert "unsupported type: number_input" in check_view(home)[0]


def test_too_much_text_is_refused() -> None:
    assert "must be less than 4001" in check_message({"text": "a" * 4001})[0]
    assert "13201 characters in all" in message(*[section("a" * 3000)] * 5)[0]


def test_every_surprise_is_words_and_no_exception() -> None:
    strange: list[Any] = [None, 1, "a", [], [None], [1], [{}], [{"type": 1}], {"type": "section"}]
    for blocks in strange:
        assert isinstance(check_message({"text": "a", "blocks": blocks}), list)
        assert check_view({"type": "modal", "title": plain("a"), "blocks": blocks}) or blocks == []


def chart() -> Json:
    points = [{"label": name, "value": 1.5} for name in ("1", "2")]
    return {
        "type": "data_visualization",
        "title": "Loss",
        "chart": {
            "type": "line",
            "series": [{"name": "loss", "data": points}],
            "axis_config": {"categories": ["1", "2"], "x_label": "step", "y_label": "loss"},
        },
    }

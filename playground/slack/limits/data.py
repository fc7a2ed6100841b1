"""Tables and charts."""

from collections.abc import Iterator
from typing import Any, cast

from playground.slack.limits.rich import rich_text
from playground.slack.limits.spec import (
    Json,
    array,
    both,
    choice,
    flag,
    integer,
    number,
    problem,
    record,
    string,
    variants,
)
from playground.slack.limits.whole import characters

BLOCK_ID = {"block_id": string(255)}
TABLE_CHARACTERS = 20_000

raw_text = record({"text": string()})
raw_number = record({"value": number}, {"text": string()})
cell = variants({"raw_text": raw_text, "raw_number": raw_number, "rich_text": rich_text})
plain_cell = variants({"raw_text": raw_text, "rich_text": rich_text})
column = record({}, {"align": choice("left", "center", "right"), "is_wrapped": flag})

table = record(
    {"rows": array(array(plain_cell, 20), 100)},
    {**BLOCK_ID, "column_settings": array(column, 20, 0)},
)


def _even(value: Any, at: str) -> Iterator[str]:
    rows = cast("list[Any]", cast("Json", value).get("rows") or [])
    widths = {len(cast("list[Any]", row)) for row in rows if isinstance(row, list)}
    if len(widths) > 1:
        yield problem("all rows must have the same number of columns", f"{at}/rows")
    if any(isinstance(cell, dict) and _is_rich(cell) for cell in (rows or [[]])[0]):
        yield problem("header cells can't be rich_text", f"{at}/rows/0")
    if characters(value) > TABLE_CHARACTERS:
        yield problem(f"no more than {TABLE_CHARACTERS} characters allowed", at)


def _is_rich(cell: Any) -> bool:
    return cast("Json", cell).get("type") == "rich_text"


data_table = both(
    record(
        {"caption": string(1000, 1), "rows": array(array(cell, 20), 201, 2)},
        {**BLOCK_ID, "page_size": integer(1, 100), "row_header_column_index": integer(0, 19)},
    ),
    _even,
)

point = record({"label": string(20, 1), "value": number})
series = record({"name": string(20, 1), "data": array(point, 20)})
axes = record(
    {"categories": array(string(20, 1), 20)}, {"x_label": string(50), "y_label": string(50)}
)
pie = record({"segments": array(point, 12)})
curve = record({"series": array(series, 6), "axis_config": axes})


def _each_category_once(value: Any, at: str) -> Iterator[str]:
    chart = cast("Json", cast("Json", value).get("chart") or {})
    names: list[Any] = [each.get("name") for each in chart.get("series", [])]
    if len(set(names)) < len(names):
        yield problem("series names must be unique", f"{at}/chart/series")
    wanted = sorted(chart.get("axis_config", {}).get("categories", []))
    for index, each in enumerate(chart.get("series", [])):
        if sorted(point["label"] for point in each.get("data", [])) != wanted:
            at_data = f"{at}/chart/series/{index}/data"
            yield problem("must have exactly one point for each category", at_data)


_chart_shape = record(
    {
        "title": string(50, 1),
        "chart": variants({"line": curve, "bar": curve, "area": curve, "pie": pie}),
    },
    BLOCK_ID,
)


def data_visualization(value: Any, at: str) -> Iterator[str]:
    wrong = list(_chart_shape(value, at))
    yield from wrong
    if not wrong:
        yield from _each_category_once(value, at)

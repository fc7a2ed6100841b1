from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook

from bot.datasets import open_table, xlsx_rows
from bot.datasets.cells import text_of
from bot.datasets.columns import Pair
from bot.datasets.findings import Findings
from bot.datasets.source import Source
from bot.errors import UnknownColumns, UnusableFile
from tests.bot.datasets.make import problem, read, read_table, where
from tests.bot.datasets.workbooks import HEAD, as_workbook, crafted, row, saved

NAME = "pairs.xlsx"
HEADER = ("text_input", "output")


def test_a_workbook_is_read_like_any_other_file() -> None:
    pairs = [(" a ", "b\tc"), ("two\nlines", "é😀"), ("=no formula", "1,5")]
    book = Workbook()
    sheet: Any = book.active
    sheet.append(HEADER)
    for at, pair in enumerate(pairs, 2):
        for column, value in enumerate(pair, 1):
            cell = sheet.cell(at, column, value)
            cell.data_type = "s"
    assert read(saved(book), NAME) == pairs


def test_lines_are_the_sheets_rows() -> None:
    rows = [(), HEADER, ("a", "b"), (), (None, "c"), ("d",), ("e", "f")]
    assert where(as_workbook(rows), NAME) == [5, 6]


def test_the_first_visible_sheet_that_has_rows_is_read_and_named() -> None:
    book = Workbook()
    hidden: Any = book.create_sheet("Old")
    hidden.append(("prompt", "completion"))
    hidden.sheet_state = "hidden"
    sheet: Any = book.create_sheet("Pairs")
    sheet.append(HEADER)
    sheet.append(("a", "b"))
    table = open_table(Source.of_bytes(saved(book), NAME), Findings())
    assert (table.sheet, table.format, table.columns) == ("Pairs", "xlsx", HEADER)
    assert list(table.rows) == [(2, "a", "b")]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (12, "General", "12"),
        (12.0, "General", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (12.5, "0.00", "12.50"),
        (0.25, "0%", "25%"),
        (7, "00000", "00007"),
        (-7, "000", "-007"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (1e21, "General", "1e+21"),
        (True, "General", "TRUE"),
        (datetime(2026, 3, 1), "yyyy-mm-dd", "2026-03-01"),  # noqa: DTZ001 - a sheet has no zones
        (datetime(2026, 3, 1, 9, 30), "General", "2026-03-01 09:30:00"),  # noqa: DTZ001
        (date(2026, 3, 1), "General", "2026-03-01"),
        (time(9, 30), "h:mm", "09:30:00"),
        ("", "General", None),
        (None, "General", None),
    ],
)
def test_cells_are_text_as_they_are_shown(value: Any, number_format: str, shown: str) -> None:
    assert text_of(value, number_format) == shown


def test_numbers_dates_and_booleans_come_as_text() -> None:
    rows = [HEADER, (12, True), (0.5, datetime(2026, 3, 1))]  # noqa: DTZ001
    assert read(as_workbook(rows), NAME) == [("12", "TRUE"), ("0.5", "2026-03-01")]


def test_a_formula_counts_as_what_it_came_to() -> None:
    cell = '<c t="str"><f>A1&amp;"x"</f><v>came to</v></c>'
    content = crafted([HEAD, f'<row r="2">{cell}<c t="inlineStr"><is><t>b</t></is></c></row>'])
    assert read(content, NAME) == [("came to", "b")]


def test_dimensions_that_lie_lose_no_row() -> None:
    rows = [HEAD, row(2, "a", "b"), row(3, "c", "d")]
    for claim in ("", '<dimension ref="A1"/>', '<dimension ref="A1:XFD1048576"/>'):
        assert read(crafted(rows, before=claim), NAME) == [("a", "b"), ("c", "d")]


def test_unknown_columns_come_with_the_first_rows() -> None:
    rows = [("Frage", "Antwort", "Nr"), ("a", "b", 1), ("c", None, 2), ("e", "f", 3), ("g", "h", 4)]
    content = as_workbook(rows)
    with pytest.raises(UnknownColumns) as error:
        read_table(content, NAME)
    assert error.value.names == ("Frage", "Antwort", "Nr")
    assert error.value.rows == (("a", "b", "1"), ("c", "", "2"), ("e", "f", "3"))
    table, _ = read_table(content, NAME, Pair("Antwort", "Nr"))
    assert table[0] == (2, "b", "1")


def test_a_sheet_without_names_is_read_by_numbers() -> None:
    content = as_workbook([("What is it?", "It is a test."), ("And now?", "Another.")])
    with pytest.raises(UnknownColumns) as error:
        read_table(content, NAME)
    assert error.value.names == ("column 1", "column 2")
    table, _ = read_table(content, NAME, Pair("column 1", "column 2"))
    assert table == [(1, "What is it?", "It is a test."), (2, "And now?", "Another.")]


def test_a_column_that_is_there_twice_is_refused() -> None:
    content = as_workbook([("text_input", "output", "Output"), ("a", "b", "c")])
    assert "`output` is there twice" in problem(content, NAME).message


@pytest.mark.parametrize("rows", [[], [()], [(None, None)]])
def test_an_empty_workbook_is_told(rows: list[tuple[Any, ...]]) -> None:
    assert "workbook is empty" in problem(as_workbook(rows), NAME).message


def test_a_workbook_by_another_name_is_told() -> None:
    assert "although its name is `pairs.csv`" in problem(as_workbook([HEADER])).message


def test_text_by_a_workbooks_name_is_read_as_what_it_is() -> None:
    assert read(b"text_input,output\na,b\n", NAME) == [("a", "b")]


def test_a_child_that_hangs_is_ended() -> None:
    content = as_workbook([HEADER, *[("a" * 100, "b")] * 5000])
    with pytest.raises(UnusableFile, match="takes too long"):
        list(xlsx_rows.open_table(Source.of_bytes(content, NAME), deadline=0.01).rows)


def test_leaving_the_rows_ends_the_child() -> None:
    content = as_workbook([HEADER, *[("a" * 100, "b")] * 20_000])
    table = open_table(Source.of_bytes(content, NAME), Findings())
    assert next(table.rows) == (2, "a" * 100, "b")
    del table

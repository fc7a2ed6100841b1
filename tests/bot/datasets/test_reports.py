import csv
import io

import pytest

from bot import datasets
from bot.datasets import Source
from bot.datasets.reports import harmless
from tests.bot.datasets.checked import ENOUGH, check
from tests.bot.datasets.make import LIMITS


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_full_report_has_a_row_for_each_finding() -> None:
    report = check([*ENOUGH, ("a ", "b"), ("c", "")])
    head, *found = rows(datasets.full_report_csv(report))
    assert head == ["line", "severity", "code", "field", "message"]
    assert [it[:4] for it in found] == [
        ["22", "costs", "surrounding_space", "text_input"],
        ["23", "stops", "missing_field", "output"],
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\ta", "\ra"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless(f"a{cell}") == f"a{cell}"


def test_a_column_named_like_a_formula_is_harmless_in_the_report() -> None:
    content = b'"=HYPERLINK(""http://x"")",b\n a,b\n'
    columns = datasets.Pair('=HYPERLINK("http://x")', "b")
    report = datasets.check(Source.of_bytes(content, "x.csv"), LIMITS, columns=columns)
    found = rows(datasets.full_report_csv(report))
    assert found[1][3] == '\'=HYPERLINK("http://x")'


def test_a_page_shows_markup_as_text_and_nothing_private() -> None:
    report = check([*ENOUGH, ("<script>alert(1)</script> ", "me@x.org ")])
    page = datasets.full_report_html(report).decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "me@x.org" not in page
    assert "[e-mail]" in page


def test_a_page_says_when_not_all_is_listed() -> None:
    report = check([(f"{n} ", "b") for n in range(30)], most=10)
    assert "The first" in datasets.full_report_html(report).decode()

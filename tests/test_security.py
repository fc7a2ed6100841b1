"""What SECURITY.md says is so."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
TABLE = PAGE.partition("<!-- threats -->")[2].partition("<!-- /threats -->")[0]
ROWS = [[it.strip() for it in line.strip("| ").split(" | ")] for line in TABLE.strip().split("\n")]


@cache
def written() -> set[str]:
    return {
        node.name
        for path in ROOT.glob("tests/**/test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize("row", ROWS[2:], ids=lambda row: row[0])
def test_every_threat_has_what_stops_it_and_a_test_that_is_there(row: list[str]) -> None:
    assert len(row) == 4
    assert all(row)
    named = re.findall(r"`(test_\w+)`", row[3])
    assert named
    assert [it for it in named if it not in written()] == []


def test_every_host_that_is_called_by_default_is_on_the_page() -> None:
    config = ROOT.joinpath("bot", "config.py").read_text("utf-8")
    hosts = set(re.findall(r'"https://([\w.-]+)', config)) - {"www.googleapis.com"}  # scopes
    assert hosts
    assert [it for it in hosts if f"`{it}`" not in PAGE] == []

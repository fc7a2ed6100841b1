"""The README's table of the API's methods: the command for each, and the test that shows it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).parent.parent.parent / "README.md"
PACKAGE = "google.ai.generativelanguage.v1beta."
ROW = re.compile(r"^\| `(?P<method>\w+\.\w+)` \| (?P<way>.+) \| `(?P<test>test_\w+)` \|$")
START, END = "<!-- methods -->", "<!-- /methods -->"


@dataclass(frozen=True)
class Row:
    """*method* is as in ``ModelService.GetTunedModel``; *way* is how a person gets it done."""

    method: str
    way: str
    test: str


def rows() -> Iterator[Row]:
    _, _, rest = README.read_text("utf-8").partition(START)
    for line in rest.partition(END)[0].splitlines():
        if found := ROW.match(line):
            yield Row(**found.groupdict())


def promised(test: str) -> set[str]:
    """Return the methods that the README says this test calls."""
    return {row.method for row in rows() if row.test == test}


def short(method: str) -> str:
    """Return a method as the README calls it, from its full name in the journal."""
    return method.removeprefix(PACKAGE).removeprefix("google.longrunning.")

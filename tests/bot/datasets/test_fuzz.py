"""Whatever the bytes, a file is checked or refused in words."""

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import datasets
from bot.check.running import as_json
from bot.datasets import Source
from bot.domain import Fix, Limits
from bot.errors import UnusableFile
from tests.bot.datasets.make import as_csv, as_json_lines

LIMITS = Limits(input_characters=50, output_characters=20, request_bytes=2_000)
PAIRS = [
    ("a question", "yes"),
    ("w\uff57", "Größe\u200b"),
    (" me@x.org", "4111 1111 1111 1111"),
]
VALID = [
    (as_csv(PAIRS), "x.csv"),
    (as_csv(PAIRS, delimiter="\t"), "x.tsv"),
    (as_csv(PAIRS).decode().encode("utf-16"), "x.csv"),
    (as_json_lines(PAIRS), "x.jsonl"),
    (json.dumps([{"prompt": a, "completion": b} for a, b in PAIRS]).encode(), "x.json"),
    (json.dumps({"input": ["a", 1], "output": ["b", None]}).encode(), "x.json"),
    (b'{"messages": [{"role": "user", "content": "a"}, {"role": "assistant"}]}\n', "x.jsonl"),
]
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
NAMES = st.sampled_from(["x.csv", "x.jsonl", "x.json", "x.tsv", "x", ""])
PIECES = st.one_of(
    st.binary(max_size=6),
    st.sampled_from([b"\n", b'"', b",", b"{", b"]", b"\\ud800", b"\x00", b"\xff", b"\x1e\x1f"]),
)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[bytes, str]:
    """Draw a valid file with some of its bytes replaced, left out or added to."""
    content, name = draw(st.sampled_from(VALID))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(content)))
        gone = draw(st.integers(0, 8))
        content = content[:at] + draw(PIECES) + content[at + gone :]
    return content, name


files = st.one_of(mutated(), st.tuples(st.binary(max_size=300), NAMES))


def answer(content: bytes, name: str) -> None:
    """Do all that can be done with a file; anything but `UnusableFile` is raised."""
    source = Source.of_bytes(content, name)
    try:
        report = datasets.check(source, LIMITS)
    except UnusableFile:
        return
    assert sum(report.counts.values()) >= len(report.findings)
    json.dumps(as_json(report))
    datasets.full_report_csv(report)
    datasets.full_report_html(report)
    for fixes in (set[Fix](), set(Fix)):
        datasets.fix(source, fixes, LIMITS)
    datasets.split(source, 0.2, 1)


@settings(max_examples=200, deadline=None)
@given(files)
def test_no_file_is_answered_with_anything_but_words(file: tuple[bytes, str]) -> None:
    answer(*file)


@pytest.mark.soak
@pytest.mark.timeout(1_200)
def test_ten_minutes_of_files_find_no_crash() -> None:
    until = time.monotonic() + 600

    @settings(max_examples=2_000, deadline=None, database=None, suppress_health_check=SLOW)
    @given(files)
    def go(file: tuple[bytes, str]) -> None:
        if time.monotonic() < until:
            answer(*file)

    while time.monotonic() < until:
        go()

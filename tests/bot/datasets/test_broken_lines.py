"""The lines that are reported are the lines that were broken, whatever the file."""

import csv
import io
import json
import random
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import datasets
from bot.datasets import Source
from bot.domain import Code
from tests.bot.datasets.checked import lines
from tests.bot.datasets.make import LIMITS

# How a good row, of two texts, is broken, and what is then found.
BREAKS: dict[Code, Callable[[str, str], tuple[str, str]]] = {
    Code.MISSING_FIELD: lambda text, _: (text, " "),
    Code.INPUT_TOO_LONG: lambda text, output: (text + "x" * 40_000, output),
    Code.OUTPUT_TOO_LONG: lambda text, output: (text, output + "x" * 5_000),
    Code.EMPTY_LOOKING: lambda text, _: (text, "N/A"),
    Code.SURROUNDING_SPACE: lambda text, output: (f" {text}", output),
    Code.CONTROL_CHARACTER: lambda text, output: (text, f"{output}\x02."),
    Code.MOJIBAKE: lambda text, output: (text, f"{output} cafÃ©"),
    Code.COPIES_INPUT: lambda text, _: (text, text),
    Code.PERSONAL_DATA: lambda text, output: (f"{text} me@example.org", output),
    Code.SECRET: lambda text, output: (text, f"{output} AKIAIOSFODNN7EXAMPLE"),
}
WORDS = (
    "alpha",
    "beta",
    "two\nlines",
    'said "so"',
    "naïve",
    "a, b",
    "2024-01-15",
    "一二",
    "x\n\ny",
)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(list(BREAKS)), st.integers(0, 2**32), st.booleans())
def test_the_lines_reported_are_the_lines_that_were_broken(
    code: Code,
    seed: int,
    as_lines: bool,  # noqa: FBT001 - drawn, not passed
) -> None:
    chance = random.Random(seed)  # noqa: S311
    text, broken = io.StringIO(newline=""), list[int]()
    if not as_lines:
        text.write("text_input,output\r\n")
    for number in range(chance.choice([5, 40, 700])):
        text.write("\r\n" * chance.choice([0, 0, 0, 2]))
        pair = f"{chance.choice(WORDS)} {number}", f"answer {number} {chance.choice(WORDS)}."
        if chance.random() < 0.1:
            pair = BREAKS[code](*pair)
            broken.append(1 + text.getvalue().count("\n"))
        _write(text, pair, as_lines=as_lines)
    source = Source.of_bytes(text.getvalue().encode(), "x.jsonl" if as_lines else "x.csv")
    report = datasets.check(source, LIMITS, most=1_000)
    assert lines(report, code) == broken
    assert report.counts.get(code, 0) == len(broken)


def _write(text: io.StringIO, pair: tuple[str, str], *, as_lines: bool) -> None:
    if as_lines:
        text.write(json.dumps(dict(zip(("text_input", "output"), pair, strict=True))) + "\r\n")
    else:
        csv.writer(text).writerow(pair)

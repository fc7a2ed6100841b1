"""Files checked, and what was found in them."""

from collections.abc import Collection, Sequence
from pathlib import Path

from bot import datasets
from bot.datasets import Source
from bot.domain import Code, Finding, Fix, Limits, Report
from tests.bot.datasets.make import LIMITS, Pairs, as_csv, as_json_lines

ENOUGH = [(f"question number {n}", f"its answer, the {n}th") for n in range(20)]


def source(pairs: Pairs, name: str = "pairs.csv") -> Source:
    content = as_csv(pairs) if name.endswith("csv") else as_json_lines(pairs)
    return Source.of_bytes(content, name)


def check(
    pairs: Pairs, limits: Limits = LIMITS, name: str = "pairs.csv", most: int = 100
) -> Report:
    return datasets.check(source(pairs, name), limits, most=most)


def lines(report: Report, code: Code) -> list[int | None]:
    return [it.line for it in report.findings if it.code is code]


def found(pairs: Pairs, code: Code, limits: Limits = LIMITS) -> list[int | None]:
    """Return the lines with that finding, 1 being the first pair, below twenty that are fine.

    As JSON lines, so that every character arrives as it is.
    """
    report = check([*ENOUGH, *pairs], limits, "pairs.jsonl", most=1_000)
    assert report.counts.get(code, 0) == len(lines(report, code))
    return [line and line - len(ENOUGH) for line in lines(report, code)]


def only(pairs: Pairs, code: Code, limits: Limits = LIMITS) -> Finding:
    report = check([*ENOUGH, *pairs], limits, "pairs.jsonl")
    (finding,) = (it for it in report.findings if it.code is code)
    return finding


def fixed(pairs: Pairs, fixes: Collection[Fix], limits: Limits = LIMITS) -> list[Sequence[str]]:
    """Return the pairs of the mended file."""
    content = datasets.fix(source(pairs, "pairs.jsonl"), fixes, limits).content
    examples = datasets.examples(Source.of_bytes(content, "fixed.jsonl"))
    return [(it.text_input, it.output) for it in examples]


SAMPLE = Source.of_path(Path(__file__).parents[3] / "playground" / "samples" / "increment.csv")

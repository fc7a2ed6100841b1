"""A mended file has none left of what was mended, whatever it was made of."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import datasets
from bot.datasets import Source
from bot.domain import Code, Example, Fix, Limits
from tests.bot.datasets.checked import ENOUGH, fixed, source
from tests.bot.datasets.make import LIMITS, as_csv

PRIVATE = "PRIVATE"  # so that no key seems to begin here

TIGHT = Limits(input_characters=30, output_characters=20)
PIECES = [
    *("a", "A", "b", "yes", "Yes!", " ", "\t", "\n", "\x00", "\x1e", "\u200b", "N/A", "null", "-"),
    *("me@x.org", "+49 170 1234567", "4111 1111 1111 1111", "AKIAIOSFODNN7EXAMPLE", "é", "e\u0301"),
    *(
        "1.5",
        "15",
        "Größe",
        "…",
        f"-----BEGIN {PRIVATE} KEY-----",
        "x" * 12,
        "https://a:secret@b.org",
    ),
]
value = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
row = st.tuples(value, value)
files = st.lists(row, min_size=1, max_size=12).flatmap(
    lambda rows: st.lists(st.sampled_from(rows), min_size=1, max_size=20)
)


@settings(max_examples=300, deadline=None)
@given(files, st.sets(st.sampled_from(list(Fix)), min_size=1), st.booleans())
def test_fixing_and_checking_again_finds_none_of_what_was_fixed(
    pairs: list[tuple[str, str]],
    fixes: set[Fix],
    as_lines: bool,  # noqa: FBT001 - drawn, not passed
) -> None:
    name = "fixed.jsonl" if as_lines or any("\0" in it for it in sum(pairs, ())) else "fixed.csv"
    content = datasets.fix(source(pairs, "pairs.jsonl"), fixes, TIGHT, name=name).content
    if not content:
        return
    again = datasets.check(Source.of_bytes(content, name), TIGHT)
    mended = {code for fix in fixes for code in fix.mends}
    assert not mended & again.counts.keys(), again.findings


@settings(max_examples=100, deadline=None)
@given(files, st.sets(st.sampled_from(list(Fix))))
def test_what_is_different_is_told_exactly(pairs: list[tuple[str, str]], fixes: set[Fix]) -> None:
    done = datasets.fix(source(pairs, "pairs.jsonl"), fixes, TIGHT)
    kept = done.content.count(b"\n")
    assert done.difference.removed == len(pairs) - kept
    assert done.difference.changed <= kept
    assert len(done.difference.pairs) == min(3, done.difference.removed + done.difference.changed)
    for before, after in done.difference.pairs:
        assert before != after


def test_nothing_to_fix_changes_nothing() -> None:
    assert fixed(ENOUGH, set(Fix)) == ENOUGH


def test_each_fix_does_its_own_and_no_more() -> None:
    pairs = [(" a ", "b"), ("c", "N/A"), ("d", "me@x.org"), ("e", "f"), ("E", "f."), ("e", "g")]
    assert fixed(pairs, {Fix.TRIM}) == [("a", "b"), *pairs[1:]]
    assert fixed(pairs, {Fix.DROP_EMPTY}) == [pairs[0], *pairs[2:]]
    assert fixed(pairs, {Fix.MASK}) == [*pairs[:2], ("d", "[e-mail]"), *pairs[3:]]
    assert fixed(pairs, {Fix.DEDUPE}) == [*pairs[:4], pairs[5]]
    assert fixed(pairs, {Fix.ONE_OUTPUT}) == pairs[:5]
    assert fixed(pairs, {Fix.CUT}) == pairs


def test_of_several_outputs_the_commonest_stays() -> None:
    pairs = [("a", "x"), ("a", "y"), ("a", "Y."), ("b", "z")]
    assert fixed(pairs, {Fix.ONE_OUTPUT}) == [("a", "y"), ("a", "Y."), ("b", "z")]
    assert fixed(pairs, {Fix.ONE_OUTPUT, Fix.DEDUPE}) == [("a", "y"), ("b", "z")]


def test_what_is_too_long_is_cut_at_the_limit() -> None:
    pairs = [("x" * 40, "y" * 40)]
    assert fixed(pairs, {Fix.CUT}, TIGHT) == [("x" * 30, "y" * 20)]


def test_rows_that_can_not_be_read_are_in_no_new_version_and_counted() -> None:
    content = b'text_input,output\na,b\nc,d,e\nf,"g"h\ni,j\n'
    done = datasets.fix(Source.of_bytes(content, "x.csv"), {Fix.TRIM}, LIMITS)
    assert done.content.count(b"\n") == 2
    assert done.difference.removed == 2


def test_values_that_are_no_text_are_kept_until_they_are_dropped() -> None:
    content = b'{"text_input": "a", "output": 5}\n{"text_input": "b", "output": "\\ud800"}\n'
    before = Source.of_bytes(content, "x.jsonl")
    kept = datasets.fix(before, {Fix.TRIM}, LIMITS).content
    report = datasets.check(Source.of_bytes(kept, "y.jsonl"), LIMITS)
    assert report.counts[Code.NOT_TEXT] == 2
    assert datasets.fix(before, {Fix.DROP_EMPTY}, LIMITS).content == b""


@pytest.mark.parametrize("name", ["new.csv", "new.tsv", "new.jsonl"])
def test_a_new_version_reads_the_same_however_it_is_written(name: str) -> None:
    pairs = [("=1+1", "-3"), ("a\r\nb", 'say "hi"'), ("x,\ty", "é😀"), ("1,000", "007")]
    content = datasets.fix(source(pairs), set(), LIMITS, name=name).content
    examples = datasets.examples(Source.of_bytes(content, name))
    assert list(examples) == [Example(*pair) for pair in pairs]


def test_columns_get_the_names_that_everybody_knows() -> None:
    content = as_csv([("a", "b")], header=("q", "a"))
    done = datasets.fix(
        Source.of_bytes(content, "x.csv"), set(), LIMITS, columns=datasets.Pair("q", "a")
    )
    assert done.content == b'{"text_input": "a", "output": "b"}\n'


@pytest.mark.parametrize("code", list(Code))
def test_every_finding_knows_what_mends_it(code: Code) -> None:
    assert code.fix is None or code in code.fix.mends
    assert sum(code in fix.mends for fix in Fix) <= 1

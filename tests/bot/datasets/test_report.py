import hashlib

import pytest

from bot import datasets
from bot.datasets import Source
from bot.domain import Code, Example, Limits, Severity
from bot.errors import UnusableFile
from tests.bot.datasets.checked import ENOUGH, SAMPLE, check
from tests.bot.datasets.make import LIMITS, as_csv, read


def test_a_file_with_nothing_to_say_of_has_no_findings() -> None:
    report = check(ENOUGH)
    assert (report.examples, report.counts, report.findings) == (20, {}, ())
    assert not report.stops
    assert report.first[0] == Example(*ENOUGH[0])
    assert (report.format, report.columns) == ("csv", ("text_input", "output"))


def test_a_report_names_the_bytes_it_is_about() -> None:
    content = as_csv(ENOUGH)
    report = check(ENOUGH)
    assert report.sha256 == hashlib.sha256(content).hexdigest()
    assert report.size == len(content)


def test_the_sample_stays_usable() -> None:
    report = datasets.check(SAMPLE, LIMITS)
    assert report.counts == {Code.FEW_EXAMPLES: 1}
    assert not report.stops


def test_everything_is_found_in_one_pass_each_with_its_line_and_column() -> None:
    report = check([*ENOUGH, ("a", " "), ("x" * 40_001, "b "), ("N/A", "b"), ("\x01", "me@x.org")])
    assert [(it.line, it.code, it.field) for it in report.findings] == [
        (22, Code.MISSING_FIELD, "output"),
        (23, Code.INPUT_TOO_LONG, "text_input"),
        (24, Code.EMPTY_LOOKING, "text_input"),
        (25, Code.CONTROL_CHARACTER, "text_input"),
        (25, Code.PERSONAL_DATA, "output"),
    ]
    assert report.examples == 22
    assert report.stops


def test_findings_are_capped_for_each_kind_and_counts_are_not() -> None:
    report = check(
        [(f"{n} ", "") for n in range(50)] + [(f"{n} ", f"out {n}") for n in range(30)], most=7
    )
    assert report.counts[Code.MISSING_FIELD] == 50
    assert report.counts[Code.SURROUNDING_SPACE] == 30
    assert len(report.findings) == 7 + 7
    assert [it.line for it in report.findings[:7]] == list(range(2, 9))


def test_what_costs_or_risks_does_not_stop() -> None:
    report = check([*ENOUGH, *ENOUGH, ("call me", "+49 170 1234567")])
    assert {code.severity for code in report.counts} == {Severity.COSTS, Severity.RISKS}
    assert not report.stops


def test_nothing_usable_stops_whatever_else_there_is() -> None:
    report = datasets.check(Source.of_bytes(b"text_input,output\n\n", "x.csv"), LIMITS)
    assert report.examples == 0
    assert report.stops


def test_reading_refuses_what_stops_and_lets_pass_what_does_not() -> None:
    assert len(read(as_csv([("a ", "N/A"), ("a ", "N/A")]))) == 2
    with pytest.raises(UnusableFile, match="no `output`"):
        read(as_csv([("a", "")]))


def test_what_only_costs_is_not_among_what_stops() -> None:
    with pytest.raises(UnusableFile) as caught:
        read(as_csv([("a", "b"), ("a", "b"), ("a", "")]))
    assert caught.value.total == 1


def test_statistics_count_characters_lengths_and_labels() -> None:
    pairs = [("abc", "yes"), ("é", "no"), ("x" * 100, "yes"), ("longer", "no")] * 5
    statistics = check(pairs).statistics
    assert statistics.input_characters == (3 + 1 + 100 + 6) * 5
    assert statistics.output_characters == 10 * 5
    assert (statistics.longest_input, statistics.longest_output) == (100, 3)
    assert statistics.lengths == (0, 5, 5, 5, 0, 0, 0, 5)  # under 2, 4, 8, … 128
    assert statistics.labels == (("yes", 10), ("no", 10))
    assert 150 <= statistics.tokens <= 200


def test_a_request_that_is_too_large_is_one_finding_with_what_fits() -> None:
    limits = Limits(request_bytes=50_000)
    report = check([(f"{n:03} " + "a" * 496, "b" * 500) for n in range(100)], limits)
    (finding,) = (it for it in report.findings if it.code is Code.TOO_LARGE)
    assert finding.line is None
    assert "The first 45 of the 100 examples fit" in finding.message


def test_a_chosen_pair_of_columns_is_used() -> None:
    content = b"q,a,text_input,output\n1,2,3,4\n"
    columns = datasets.Pair("q", "a")
    found = list(datasets.examples(Source.of_bytes(content, "x.csv"), columns))
    assert found == [Example("1", "2")]

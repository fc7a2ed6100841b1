from bot.domain import Code
from tests.bot.datasets.checked import ENOUGH, check, lines


def labelled(**counts: int) -> list[tuple[str, str]]:
    outputs = [label for label, count in counts.items() for _ in range(count)]
    return [(f"question number {n}", output) for n, output in enumerate(outputs)]


def test_a_label_that_is_there_once_is_told_with_its_line() -> None:
    report = check(labelled(positive=10, negative=9, postive=1))
    assert lines(report, Code.RARE_LABEL) == [21]
    assert report.statistics.labels == (("positive", 10), ("negative", 9), ("postive", 1))
    assert Code.UNEVEN_LABELS not in report.counts


def test_outputs_that_all_differ_are_no_labels() -> None:
    report = check(ENOUGH)
    assert report.statistics.labels == ()
    assert Code.RARE_LABEL not in report.counts


def test_very_uneven_labels_are_told_once() -> None:
    report = check(labelled(no=95, yes=5))
    assert report.counts == {Code.UNEVEN_LABELS: 1}
    assert "`no` is there 95 times, `yes` 5 times" in report.findings[0].message
    assert Code.UNEVEN_LABELS not in check(labelled(no=60, yes=40)).counts


def test_outputs_that_are_all_alike_are_told_long_ones_too() -> None:
    assert check(labelled(yes=30)).counts == {Code.SAME_OUTPUT: 1}
    long = [(f"question {n}", "word " * 100 + "end") for n in range(30)]
    assert check(long).counts == {Code.SAME_OUTPUT: 1}
    assert check(long).statistics.labels == ()


def test_many_or_long_outputs_are_no_labels_even_if_each_recurs() -> None:
    many = [(f"question {n}", f"answer {n % 200}") for n in range(2_000)]
    assert check(many).statistics.labels == ()
    long = [(f"question {n}", f"{n % 2} " + "word " * 30 + "end") for n in range(40)]
    assert check(long).statistics.labels == ()


def test_fewer_than_twenty_are_few() -> None:
    assert check(ENOUGH[:19]).counts == {Code.FEW_EXAMPLES: 1}

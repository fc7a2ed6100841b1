"""Each file of the corpus: all that is wrong in it is found, in its line, and nothing else."""

import pytest

from bot import datasets
from bot.domain import Limits
from bot.errors import UnusableFile
from tests.datasets.corpus import Case, cases

CASES = list(cases())
LIMITS = Limits(input_characters=40_000, output_characters=5_000, request_bytes=4_000_000)


def test_the_corpus_is_large_and_its_names_differ() -> None:
    assert len(CASES) >= 150
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", [it for it in CASES if not it.refused], ids=str)
def test_all_is_found_and_nothing_else(case: Case) -> None:
    report = datasets.check(datasets.Source.of_bytes(case.content, case.name), LIMITS)
    found = [(str(it.code), it.line or 0) for it in report.findings]
    assert sorted(found) == sorted((str(code), line or 0) for code, line in case.found)
    assert report.columns == case.columns


@pytest.mark.parametrize("case", [it for it in CASES if it.refused], ids=str)
def test_what_can_not_be_read_is_refused_in_words(case: Case) -> None:
    with pytest.raises(UnusableFile) as error:
        datasets.check(datasets.Source.of_bytes(case.content, case.name), LIMITS)
    assert case.refused.casefold() in str(error.value).casefold()

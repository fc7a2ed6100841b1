"""Read the file of input/output pairs that somebody attached, and say all that is wrong in it.

A file goes through one module a step: `formats` says what it is, `csv_rows` or `json_lines`
finds its rows, `checking` goes through them once, a batch at a time: `soundness` says which can
be learnt from, `repeats`, `doubts`, `labels` and `sizes` what else there is to say of those.
`findings` gathers it. `fixing` makes a better version of a file, `splitting` two of one.
"""

from bot.datasets.checking import check, examples
from bot.datasets.columns import EXPECTED
from bot.datasets.findings import MOST_LISTED
from bot.datasets.fixing import fix
from bot.datasets.formats import MAX_FILE_BYTES, check_size
from bot.datasets.reports import full_report_csv, full_report_html
from bot.datasets.source import Source
from bot.datasets.splitting import split
from bot.domain import Example, Limits, Report, Severity
from bot.errors import Problem, UnusableFile

__all__ = [
    "EXPECTED",
    "MAX_FILE_BYTES",
    "Source",
    "check",
    "check_size",
    "examples",
    "fix",
    "full_report_csv",
    "full_report_html",
    "read",
    "split",
]


def read(content: bytes, file_name: str, limits: Limits) -> tuple[Example, ...]:
    """Return the pairs as they stand in the file, or raise `UnusableFile` with all its problems.

    Values are kept to the letter, blanks around them too: what is learnt is what was written.
    """
    source = Source.of_bytes(content, file_name)
    report = check(source, limits, thorough=False)
    if report.stops:
        raise unusable(report)
    return tuple(examples(source))


def unusable(report: Report) -> UnusableFile:
    """Return what stops tuning as an error."""
    stops = [it for it in report.findings if it.severity is Severity.STOPS]
    total = sum(count for code, count in report.counts.items() if code.severity is Severity.STOPS)
    if not stops:
        return UnusableFile([Problem("The file has column names but no examples below them.")])
    return UnusableFile([Problem(it.message, it.line) for it in stops[:MOST_LISTED]], total)

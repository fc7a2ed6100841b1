"""Read the file of input/output pairs that somebody attached, and say all that is wrong in it.

A file goes through one module a step:

    source                a file by name, opened as often as it takes
    formats               says what it is, by its bytes, and picks the reader
    text                  finds the encoding of what is text
    dialects, csv_rows    comma-separated values and their kin
    json_lines            an object on each line
    json_list, json_columns, json_cursor    one JSON value, read piece by piece
    xlsx_rows, workbook, zipped, cells      a workbook, read by a child process
    shapes, columns       which two columns, or which parts of an object, are the pair
    rows                  what every reader makes of a file
    checking              makes examples of rows
    findings              gathers what is wrong on the way
"""

from bot.datasets.checking import check, examples
from bot.datasets.columns import EXPECTED, Pair
from bot.datasets.findings import MOST_LISTED
from bot.datasets.fixing import fix
from bot.datasets.formats import MAX_FILE_BYTES, check_size, open_table
from bot.datasets.reports import full_report_csv, full_report_html
from bot.datasets.source import Source
from bot.datasets.splitting import split
from bot.domain import Example, Limits, Report, Severity
from bot.errors import Problem, UnusableFile

__all__ = [
    "EXPECTED",
    "MAX_FILE_BYTES",
    "Pair",
    "Source",
    "check",
    "check_size",
    "examples",
    "fix",
    "full_report_csv",
    "full_report_html",
    "open_table",
    "read",
    "split",
]


def read(
    content: bytes, file_name: str, limits: Limits, most: int = MAX_FILE_BYTES
) -> tuple[Example, ...]:
    """Return the pairs as they stand in the file, or raise `UnusableFile` with all its problems.

    *most* is how many bytes the file may have.
    Values are kept to the letter, blanks around them too: what is learnt is what was written.
    """
    check_size(len(content), most)
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

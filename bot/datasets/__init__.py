"""Read the file of input/output pairs that somebody attached, and say all that is wrong in it.

A file goes through one module a step. Reading it:

    source                                what is read: a file by name, opened as often as it takes
    formats                               what kind of file it is, by its bytes, and who reads it
    text                                  the encoding of what is text
    dialects, csv_rows                    separated values
    json_lines                            an object on each line
    json_list, json_columns, json_cursor  one JSON value, piece by piece
    xlsx_rows, workbook, zipped, cells    a workbook, in a child process
    columns, shapes                       which columns, or parts of an object, are the pair
    rows                                  what every reader makes of a file

`checking` goes through the rows once, a batch at a time: `soundness` says which can be learnt
from, `repeats`, `doubts`, `labels` and `sizes` what else there is to say of those. `findings`
gathers it. `fixing` makes a better version of a file, `splitting` two of one. `sheets` reads
links to Google Sheets.
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

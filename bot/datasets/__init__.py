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

from bot.datasets.checking import check_request, examples
from bot.datasets.columns import EXPECTED
from bot.datasets.findings import Findings
from bot.datasets.formats import MAX_FILE_BYTES, check_size, open_table
from bot.datasets.source import Source
from bot.domain import Example, Limits
from bot.errors import Problem, UnusableFile

__all__ = ["EXPECTED", "MAX_FILE_BYTES", "check_size", "open_table", "read"]


def read(
    content: bytes, file_name: str, limits: Limits, most: int = MAX_FILE_BYTES
) -> tuple[Example, ...]:
    """Return the pairs as they stand in the file, or raise `UnusableFile` with all its problems.

    *most* is how many bytes the file may have.
    Values are kept to the letter, blanks around them too: what is learnt is what was written.
    """
    findings = Findings()
    check_size(len(content), most)
    table = open_table(Source.of_bytes(content, file_name), findings)
    pairs = tuple(examples(table, limits, findings))
    check_request(pairs, limits, findings)
    if findings.total:
        raise findings.as_error()
    if not pairs:
        raise UnusableFile([Problem("The file has column names but no examples below them.")])
    return pairs

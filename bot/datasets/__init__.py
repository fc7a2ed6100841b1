"""Read the file of input/output pairs that somebody attached, and say all that is wrong in it.

A file goes through one module a step: `formats` says what it is, `csv_rows` or `json_lines`
finds its rows, `checking` makes examples of them. `findings` gathers what is wrong on the way.
"""

from bot.datasets.checking import check_request, examples
from bot.datasets.columns import EXPECTED
from bot.datasets.findings import Findings
from bot.datasets.formats import MAX_FILE_BYTES, check_size, open_table
from bot.domain import Example, Limits
from bot.errors import Problem, UnusableFile

__all__ = ["EXPECTED", "MAX_FILE_BYTES", "check_size", "read"]


def read(content: bytes, file_name: str, limits: Limits) -> tuple[Example, ...]:
    """Return the pairs as they stand in the file, or raise `UnusableFile` with all its problems.

    Values are kept to the letter, blanks around them too: what is learnt is what was written.
    """
    findings = Findings()
    pairs = tuple(examples(open_table(content, file_name, findings), limits, findings))
    check_request(pairs, limits, findings)
    if findings.total:
        raise findings.as_error()
    if not pairs:
        raise UnusableFile([Problem("The file has column names but no examples below them.")])
    return pairs

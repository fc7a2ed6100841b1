"""What is found in a file of examples, and what can be mended in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.order import Example


class Severity(StrEnum):
    STOPS = "stops"  # nothing is started while the file has it
    COSTS = "costs"  # the model will be worse for it
    RISKS = "risks"  # what should perhaps not be given away


class Code(StrEnum):
    """The kinds of finding, for machines."""

    MISSING_FIELD = "missing_field"
    NOT_TEXT = "not_text"
    INPUT_TOO_LONG = "input_too_long"
    OUTPUT_TOO_LONG = "output_too_long"
    UNREADABLE_ROW = "unreadable_row"
    MULTI_TURN = "multi_turn"
    TOO_LARGE = "too_large"
    EMPTY_LOOKING = "empty_looking"
    DUPLICATE = "duplicate"
    NEAR_DUPLICATE = "near_duplicate"
    CONFLICTING_OUTPUT = "conflicting_output"
    SURROUNDING_SPACE = "surrounding_space"
    CONTROL_CHARACTER = "control_character"
    MOJIBAKE = "mojibake"
    COPIES_INPUT = "copies_input"
    RARE_LABEL = "rare_label"
    SAME_OUTPUT = "same_output"
    FEW_EXAMPLES = "few_examples"
    UNEVEN_LABELS = "uneven_labels"
    PERSONAL_DATA = "personal_data"
    SECRET = "secret"  # noqa: S105 - a kind of finding

    @property
    def severity(self) -> Severity:
        if self in _STOPS:
            return Severity.STOPS
        return Severity.RISKS if self in _RISKS else Severity.COSTS

    @property
    def fix(self) -> "Fix | None":
        """What mends it, if a machine can: mended, the file has none of it left."""
        return next((fix for fix, codes in _MENDS.items() if self in codes), None)


_STOPS = {
    Code.MISSING_FIELD,
    Code.NOT_TEXT,
    Code.INPUT_TOO_LONG,
    Code.OUTPUT_TOO_LONG,
    Code.UNREADABLE_ROW,
    Code.MULTI_TURN,
    Code.TOO_LARGE,
}
_RISKS = {Code.PERSONAL_DATA, Code.SECRET}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or doubtful.

    *line* is where the row begins in the raw file, from 1 (a sheet's row); None: all of it.
    *field* is the column's name as it stands in the file, where one is meant.
    """

    code: Code
    message: str
    line: int | None = None
    field: str | None = None

    @property
    def severity(self) -> Severity:
        return self.code.severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """What the usable examples come to. Lengths are in characters.

    *lengths* counts inputs by length: the number at place *n* is of those with fewer than
    ``2 ** n`` characters and not fewer than half of that. *labels* are the distinct outputs
    with how often each is there, the commonest first; empty if they are many.
    """

    input_characters: int = 0
    output_characters: int = 0
    longest_input: int = 0
    longest_output: int = 0
    tokens: int = 0  # estimated
    lengths: tuple[int, ...] = ()
    labels: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that was found in one pass. *findings* are the first ones of each kind.

    *format* is csv, tsv, json, jsonl or xlsx. *columns* are the input's and the output's name
    as they stand in the file. *examples* counts the usable pairs; *first* are a few of them.
    """

    file_name: str
    format: str
    sha256: str
    size: int
    columns: tuple[str, str]
    examples: int
    counts: Mapping[Code, int]
    findings: tuple[Finding, ...]
    statistics: Statistics
    first: tuple[Example, ...] = ()

    @property
    def stops(self) -> bool:
        """Whether nothing may be started with it."""
        return not self.examples or any(it.severity is Severity.STOPS for it in self.counts)


class Fix(StrEnum):
    """What a machine can mend. A mended file is another version; the original stays."""

    TRIM = "trim"  # blanks around values, and control characters
    DROP_EMPTY = "drop_empty"  # rows that are no pair, or have a value that only looks like one
    DEDUPE = "dedupe"  # rows that are there already, to the letter or nearly
    ONE_OUTPUT = "one_output"  # of one input's different outputs keep the commonest
    CUT = "cut"  # values over the limit
    MASK = "mask"  # addresses, numbers, keys

    @property
    def mends(self) -> frozenset[Code]:
        return _MENDS[self]


_MENDS = {
    Fix.TRIM: frozenset({Code.SURROUNDING_SPACE, Code.CONTROL_CHARACTER}),
    Fix.DROP_EMPTY: frozenset(
        {
            Code.MISSING_FIELD,
            Code.NOT_TEXT,
            Code.UNREADABLE_ROW,
            Code.MULTI_TURN,
            Code.EMPTY_LOOKING,
        }
    ),
    Fix.DEDUPE: frozenset({Code.DUPLICATE, Code.NEAR_DUPLICATE}),
    Fix.ONE_OUTPUT: frozenset({Code.CONFLICTING_OUTPUT}),
    Fix.CUT: frozenset({Code.INPUT_TOO_LONG, Code.OUTPUT_TOO_LONG}),
    Fix.MASK: frozenset({Code.PERSONAL_DATA, Code.SECRET}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a fix does: *pairs* are up to three rows before and after; None after: it goes."""

    removed: int
    changed: int
    pairs: tuple[tuple[Example, Example | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Fixed:
    """A mended file, and what is different in it."""

    content: bytes
    difference: Difference

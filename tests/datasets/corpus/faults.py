"""Every fault that a row can have, among rows that are fine, in each format."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from bot.domain.datasets import Code
from tests.datasets.corpus.case import GOOD, Case, Rows
from tests.datasets.corpus.writing import SHEET, WAYS, Way

TRUE = True
Q, A = "What is it?", "It is this."
TOKEN = "AK" + "IA" + "Q3EGRT5TLM2PWX7Z"  # of no account
KEY = "-----BEGIN PRI" + "VATE KEY-----\nMIIE\n-----END PRI" + "VATE KEY-----"


class Fault(NamedTuple):
    """*rows* come after some that are fine; *found* is for each row what is found in it."""

    rows: Rows
    found: Sequence[Sequence[Code]]
    is_text: bool = True  # so that any format can hold it
    in_sheet: bool = False


def one(
    first: Any, second: Any, *found: Code, is_text: bool = True, in_sheet: bool = False
) -> Fault:
    return Fault([(first, second)], [found], is_text, in_sheet)


FAULTS = {
    "fine": one(Q, A, in_sheet=True),
    "formula": one("=1+1", "+49 is Germany, -1 is @ most"),
    "line-ends": one("two\nlines\n\nand more", A),
    "no-input": one("", A, Code.MISSING_FIELD, in_sheet=True),
    "no-output": one(Q, "", Code.MISSING_FIELD, in_sheet=True),
    "only-blanks": one(" \t ", A, Code.MISSING_FIELD),
    "null": one(Q, None, Code.MISSING_FIELD, is_text=False),
    "number": one(7, A, Code.NOT_TEXT, is_text=False),
    "boolean": one(Q, TRUE, Code.NOT_TEXT, is_text=False),
    "object": one({"a": 1}, A, Code.NOT_TEXT, is_text=False),
    "two-numbers": one(7, 8.5, Code.NOT_TEXT, Code.NOT_TEXT, is_text=False),
    "half-a-character": one("\ud83d", A, Code.NOT_TEXT, is_text=False),
    "long-input": one("x" * 40_001, A, Code.INPUT_TOO_LONG),
    "long-output": one(Q, "y" * 5_001, Code.OUTPUT_TOO_LONG, in_sheet=True),
    "longest": one("x" * 40_000, "y" * 5_000),
    "not-available": one(Q, "N/A", Code.EMPTY_LOOKING, in_sheet=True),
    "dash": one("-", A, Code.EMPTY_LOOKING),
    "null-as-text": one(Q, "null", Code.EMPTY_LOOKING),
    "space-before": one(f" {Q}", A, Code.SURROUNDING_SPACE, in_sheet=True),
    "line-end-after": one(Q, f"{A}\n", Code.SURROUNDING_SPACE),
    "bell": one(f"{Q}\a", A, Code.CONTROL_CHARACTER),
    "zero-width": one(Q, "It is\u200b this.", Code.CONTROL_CHARACTER, in_sheet=True),
    "garbled": one("Where is the cafÃ©?", A, Code.MOJIBAKE, in_sheet=True),
    "replaced": one(Q, "In the caf\ufffd.", Code.MOJIBAKE),
    "copy": one(Q, Q, Code.COPIES_INPUT, in_sheet=True),
    "address": one("Write to ann.lee@example.com", A, Code.PERSONAL_DATA, in_sheet=True),
    "phone": one(Q, "Call +1 415 555 0132 now.", Code.PERSONAL_DATA),
    "card": one("Pay with 4111 1111 1111 1111", A, Code.PERSONAL_DATA),
    "no-card": one("Order 4111 1111 1111 1112", A),
    "token": one(f"The key is {TOKEN}", A, Code.SECRET, in_sheet=True),
    "private-key": one(Q, KEY, Code.SECRET),
    "twice": Fault([(Q, A), (Q, A)], [[], [Code.DUPLICATE]], in_sheet=True),
    "thrice": Fault([(Q, A)] * 3, [[], [Code.DUPLICATE], [Code.DUPLICATE]]),
    "nearly-twice": Fault([(Q, A), ("what is IT", "It is this")], [[], [Code.NEAR_DUPLICATE]]),
    "two-answers": Fault(
        [(Q, A), (Q, "It is that.")], [[], [Code.CONFLICTING_OUTPUT]], in_sheet=True
    ),
    "many-at-once": one(" bo@example.com ", "n/a", *(
        Code.SURROUNDING_SPACE, Code.PERSONAL_DATA, Code.EMPTY_LOOKING
    )),
}  # fmt: skip


def cases() -> Iterator[Case]:
    for name, fault in FAULTS.items():
        for way in WAYS:
            if fault.is_text or way.holds:
                yield _case(name, fault, way)
        if fault.in_sheet:
            yield _case(name, fault, SHEET)


def _case(name: str, fault: Fault, way: Way) -> Case:
    """Put the faulty rows among the others, so that lines are counted past them too."""
    rows = [*GOOD[:11], *fault.rows, *GOOD[11:]]
    content, lines = way.write(rows)
    found = [(code, lines[11 + at]) for at, codes in enumerate(fault.found) for code in codes]
    columns = ("user", "assistant") if way.ending == "chat.jsonl" else ("text_input", "output")
    return Case(f"{name}.{way.ending}", content, found, columns=columns)

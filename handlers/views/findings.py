"""What was found in a file, in words: by severity, each kind with its count and first lines."""

from collections.abc import Sequence

from bot.domain import Code, Finding, Fix, Report, Severity
from handlers.views import kit

FIRST = 3  # lines shown of each kind; the full report has the rest
ROOM = kit.SECTION - 100  # characters of a group
WIDE = 160  # characters of a line

TITLES = {
    Severity.STOPS: ":no_entry: *Stops tuning*",
    Severity.COSTS: ":warning: *Costs quality*",
    Severity.RISKS: ":lock: *Risks*",
}
WORDS = {
    Code.MISSING_FIELD: "a value is missing",
    Code.NOT_TEXT: "a value is no text",
    Code.INPUT_TOO_LONG: "the input is too long",
    Code.OUTPUT_TOO_LONG: "the output is too long",
    Code.UNREADABLE_ROW: "the row can't be read",
    Code.MULTI_TURN: "more than one question and answer",
    Code.TOO_LARGE: "too much for the service",
    Code.EMPTY_LOOKING: "a value looks empty",
    Code.DUPLICATE: "the row is there already",
    Code.NEAR_DUPLICATE: "the row is there already, nearly",
    Code.CONFLICTING_OUTPUT: "same input, different outputs",
    Code.SURROUNDING_SPACE: "blanks around a value",
    Code.CONTROL_CHARACTER: "control characters",
    Code.MOJIBAKE: "garbled letters",
    Code.COPIES_INPUT: "the output copies the input",
    Code.RARE_LABEL: "a label that is there once",
    Code.SAME_OUTPUT: "all outputs are alike",
    Code.FEW_EXAMPLES: "few examples",
    Code.UNEVEN_LABELS: "very uneven labels",
    Code.PERSONAL_DATA: "personal data",
    Code.SECRET: "a key or a password",
}
FIXES = {
    Fix.TRIM: "Trim",
    Fix.DROP_EMPTY: "Drop empty rows",
    Fix.DEDUPE: "Drop duplicates",
    Fix.ONE_OUTPUT: "Keep one output of each input",
    Fix.CUT: "Cut what is too long",
    Fix.MASK: "Mask personal data",
}


def groups(report: Report) -> list[kit.Block]:
    """Lay out a section for each severity that was found, the worst first."""
    return [
        kit.section(_group(severity, report))
        for severity in Severity
        if any(code.severity is severity for code in report.counts)
    ]


def fixes(report: Report) -> list[Fix]:
    """Return what can be mended of what was found."""
    return [fix for fix in Fix if fix.mends & report.counts.keys()]


def label(fix: Fix) -> str:
    return FIXES[fix]


def stopping(report: Report) -> int:
    """Count what keeps the training from starting."""
    return sum(number for code, number in report.counts.items() if code.severity is Severity.STOPS)


def _group(severity: Severity, report: Report) -> str:
    codes = [code for code in Code if code.severity is severity and report.counts.get(code)]
    rows = [TITLES[severity]]
    for code in codes:
        found = [it for it in report.findings if it.code is code]
        rows += _kind(code, report.counts[code], found)
    return _fitting(rows)


def _kind(code: Code, count: int, found: Sequence[Finding]) -> list[str]:
    """Say how often a kind was found, and show the first of it."""
    shown = found[:FIRST]
    hidden = count - len(shown)
    more = [f"• …and {hidden:,} more"] if hidden > 0 and shown else []
    return [f"*{count:,}* · {WORDS[code]}", *(f"• {_line(it)}" for it in shown), *more]


def _line(finding: Finding) -> str:
    where = f"Line {finding.line:,}: " if finding.line else ""
    return kit.escape(where + kit.cut(finding.message, WIDE))


def _fitting(rows: Sequence[str]) -> str:
    """Leave out the last rows that there is no room for."""
    text = ""
    for row in rows:
        if len(text) + len(row) > ROOM:
            return f"{text}\n…the full report has the rest."
        text = f"{text}\n{row}" if text else row
    return text

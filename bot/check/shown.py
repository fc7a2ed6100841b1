"""What people see of a report on a terminal."""

from collections.abc import Iterator
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.domain import Code, Difference, Finding, Report, Severity

STYLES = {Severity.STOPS: "bold red", Severity.COSTS: "yellow", Severity.RISKS: "magenta"}
SEVERITIES = {
    Severity.STOPS: "stops tuning",
    Severity.COSTS: "costs quality",
    Severity.RISKS: "is a risk",
}
SHOWN = 3  # findings of a kind
LABELS = 10
WIDTH = 100  # where the output is no terminal


def show_report(report: Report, limits: str) -> None:
    console = _console()
    console.print(_verdict(report), style="bold")
    console.print(_facts(report, limits), style="dim")
    if report.counts:
        console.print(_table(report))
    for code, findings in _by_code(report):
        console.print(Text(f"\n{_words(code)}", style=STYLES[code.severity]))
        for it in findings[:SHOWN]:
            where = f"line {it.line:,}: " if it.line else ""
            console.print(Text(f"  {where}{it.message}"))
        if (more := report.counts[code] - SHOWN) > 0:
            console.print(Text(f"  and {more:,} more", style="dim"))


def show_difference(difference: Difference, name: str) -> None:
    words = (
        f"{printable(name)}: {difference.removed:,} rows removed, {difference.changed:,} changed."
    )
    _console().print(Text(words))


def printable(text: str) -> str:
    """Return a file's name as it can be printed anywhere, whatever bytes it is made of."""
    return "".join(it if it.isprintable() else "\ufffd" for it in text)


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDTH)


def _verdict(report: Report) -> Text:
    stops = sum(n for code, n in report.counts.items() if code.severity is Severity.STOPS)
    doubts = sum(report.counts.values()) - stops
    if stops:
        words = f"can't be used yet; what stops tuning: {stops:,}."
    elif not report.examples:
        words = "has no usable example."
    elif doubts:
        words = f"can be used; what deserves a look: {doubts:,}."
    else:
        words = "is fine."
    return Text(f"{printable(report.file_name)} {words}")


def _facts(report: Report, limits: str) -> Text:
    size = report.statistics
    words = (
        f"{report.format}, {report.examples:,} usable examples, "
        f"about {size.tokens:,} tokens; longest input {size.longest_input:,}, "
        f"longest output {size.longest_output:,} characters\nlimits of {limits}"
    )
    if size.labels:
        shown = ", ".join(f"{printable(it)} {n:,}" for it, n in size.labels[:LABELS])
        words += f"\nlabels: {shown}"
    return Text(words)


def _table(report: Report) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    for name in ("", "found", "lines", "--fix"):
        table.add_column(name, justify="right" if not name else "left")
    for code, findings in _by_code(report):
        lines = [f"{it.line:,}" for it in findings[:SHOWN] if it.line]
        more = ", …" if lines and report.counts[code] > len(lines) else ""
        table.add_row(
            f"{report.counts[code]:,}",
            Text(f"{code.value} ({SEVERITIES[code.severity]})", style=STYLES[code.severity]),
            ", ".join(lines) + more,
            code.fix or "",
        )
    return table


def _by_code(report: Report) -> Iterator[tuple[Code, list[Finding]]]:
    """Yield the findings of each kind, those that stop tuning first."""
    order = {code: place for place, code in enumerate(Code)}
    found = sorted(report.findings, key=lambda it: order[it.code])
    for code, findings in groupby(found, key=lambda it: it.code):
        yield code, list(findings)


def _words(code: Code) -> str:
    return code.value.replace("_", " ").capitalize()

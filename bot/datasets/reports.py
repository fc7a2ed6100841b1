"""All findings as a file for people: nothing in it is private, and no cell is a formula."""

import csv
import io
from collections.abc import Iterator
from html import escape

from bot.domain import Code, Report

HEADER = ("line", "severity", "code", "field", "message")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would work out
STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #8885; padding: .3rem .6rem }
th, td { text-align: left; vertical-align: top }
td:first-child { text-align: right }
.stops { color: #c01c28 } .costs { color: #9a6700 } .risks { color: #6f42c1 }
"""


def full_report_csv(report: Report) -> bytes:
    """Return one row for each finding, with a mark that tells spreadsheets what encoding it is."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in _rows(report):
        writer.writerow(map(harmless, row))
    return text.getvalue().encode("utf-8-sig")


def full_report_html(report: Report) -> bytes:
    """Return one page that needs nothing else."""
    name = escape(report.file_name)
    body = "\n".join(
        (
            f"<h1>{name}</h1>",
            f"<p>{escape(_summary(report))}</p>",
            _table(("number", "severity", "code"), _counts(report)),
            "<h2>Findings</h2>",
            _table(HEADER, _rows(report)),
        )
    )
    page = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{name}</title>'
        f"<style>{STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )
    return page.encode()


def harmless(cell: str) -> str:
    """Return a cell that a spreadsheet takes for text, whatever it begins with."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _rows(report: Report) -> Iterator[tuple[str, ...]]:
    for it in report.findings:
        line = str(it.line) if it.line else ""
        yield line, it.severity.value, it.code.value, it.field or "", it.message


def _counts(report: Report) -> Iterator[tuple[str, ...]]:
    for code in Code:
        if count := report.counts.get(code):
            yield f"{count:,}", code.severity.value, code.value


def _summary(report: Report) -> str:
    verdict = "It can't be used as it is." if report.stops else "It can be used."
    listed, total = len(report.findings), sum(report.counts.values())
    more = f" The first {listed:,} of {total:,} findings are listed." if listed < total else ""
    return f"{report.examples:,} usable examples. {verdict}{more} SHA-256: {report.sha256}"


def _table(header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    head = "".join(f"<th>{it}</th>" for it in header)
    severity = header.index("severity")
    lines = [f"<table><tr>{head}</tr>"]
    for row in rows:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in row)
        lines.append(f'<tr class="{row[severity]}">{cells}</tr>')
    return "\n".join([*lines, "</table>"])

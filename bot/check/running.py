"""Check a file, or mend it and check that, and say what came of it."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot import datasets
from bot.check.shown import printable, show_difference, show_report
from bot.datasets import Pair, Source
from bot.domain import Code, Finding, Fix, Report
from bot.errors import UnknownColumns, UnusableFile
from bot.tuning.limits import BY_NAME

FINE, STOPS, UNREADABLE = 0, 1, 2
MOST = 1_000  # findings of each kind that a program gets
ALL = 1_000_000  # that a report in a file lists
REPORTS = {".csv": datasets.full_report_csv, ".html": datasets.full_report_html}


def run(args: argparse.Namespace) -> int:
    """Check a file, mend it first if asked to; return the exit status."""
    try:
        return _check(args)
    except UnusableFile as error:
        return _unreadable(args, str(error) + _columns_to_choose(error))
    except OSError as error:
        return _unreadable(args, f"{error.strerror or error}.")


def _check(args: argparse.Namespace) -> int:
    source, columns = Source.of_path(args.file), _columns(args)
    limits = BY_NAME[args.limits]
    if args.fix:
        fixed = datasets.fix(
            source, set(map(Fix, args.fix)), limits, columns=columns, name=args.out.name
        )
        args.out.write_bytes(fixed.content)
        source, columns = Source.of_path(args.out), None
        if not args.json:
            show_difference(fixed.difference, args.out.name)
    report = datasets.check(source, limits, columns=columns, most=ALL if args.report else MOST)
    if args.report:
        args.report.write_bytes(REPORTS[args.report.suffix.lower()](report))
    if args.json:
        _print_json(as_json(report))
    else:
        show_report(report, args.limits)
    return STOPS if report.stops else FINE


def as_json(report: Report) -> dict[str, Any]:
    """Return a report for programs; counts are exact, findings the first of each kind."""
    return {
        "file": printable(report.file_name),
        "format": report.format,
        "sha256": report.sha256,
        "examples": report.examples,
        "ok": not report.stops,
        "counts": {code.value: report.counts[code] for code in Code if code in report.counts},
        "findings": [
            {
                "code": it.code.value,
                "severity": it.severity.value,
                "line": it.line,
                "field": it.field,
                "message": it.message,
            }
            for it in _first(report)
        ],
    }


def _first(report: Report) -> Iterator[Finding]:
    told = Counter[Code]()
    for it in report.findings:
        told[it.code] += 1
        if told[it.code] <= MOST:
            yield it


def _unreadable(args: argparse.Namespace, words: str) -> int:
    if args.json:
        nothing: dict[str, Any] = {"format": None, "sha256": None, "examples": 0, "ok": False}
        found: dict[str, Any] = {"counts": {}, "findings": [], "error": words}
        _print_json({"file": printable(args.file.name), **nothing, **found})
    print(f"tuner: {printable(args.file.name)}: {words}", file=sys.stderr)  # noqa: T201
    return UNREADABLE


def _columns(args: argparse.Namespace) -> Pair | None:
    return Pair(args.input, args.output) if args.input and args.output else None


def _columns_to_choose(error: UnusableFile) -> str:
    if not isinstance(error, UnknownColumns) or not error.names:
        return ""
    return " Say which two they are: --input NAME --output NAME."


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value))  # noqa: T201

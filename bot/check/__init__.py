"""`tuner check FILE`: the checks that Slack shows, on a terminal, with no account or settings."""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path

FIXES = ("trim", "drop_empty", "dedupe", "one_output", "cut", "mask")
REPORTS = (".csv", ".html")
WORDS = "Say what is wrong or doubtful in a file of examples."
EPILOG = """
fixes: trim blanks and control characters; drop_empty rows that are no pair; dedupe rows that are
there already; one_output of those that one input has; cut what is over the limit; mask addresses,
numbers and keys; all. exit status: 0 it can be used, 1 something stops that, 2 it can't be read.
"""

Command = Callable[[argparse.Namespace], int]


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add what can be asked for."""
    parser.description, parser.epilog = WORDS, EPILOG
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help="CSV, TSV, JSON, JSON lines or XLSX")
    add("--json", action="store_true", help="print one JSON object, for programs")
    add("--limits", choices=("gemini", "vertex"), default="gemini", help="whose limits count")
    add("--input", metavar="NAME", help="the column of inputs, where its name is none we know")
    add("--output", metavar="NAME", help="the column of outputs")
    add("--report", type=Path, metavar="REPORT", help="write all findings to a .csv or .html file")
    add("--fix", type=_fixes, default=(), metavar="FIX,…", help="mend the file, into another one")
    add("-o", "--out", type=Path, metavar="OUT", help="the mended file, .jsonl or .csv")
    parser.set_defaults(command=partial(_run, parser))


def _run(parser: argparse.ArgumentParser, args: argparse.Namespace) -> int:
    if wrong := _misuse(args):
        parser.error(wrong)

    from bot.check.running import run  # noqa: PLC0415  # `tuner --help` needs none of it

    return run(args)


def _misuse(args: argparse.Namespace) -> str | None:
    if bool(args.fix) != bool(args.out):
        return "--fix needs -o OUT, the file to write, and -o needs --fix"
    if args.out and args.out.resolve() == args.file.resolve():
        return "-o is FILE itself; name another one, so that the original stays"
    if bool(args.input) != bool(args.output):
        return "--input and --output go together: name both columns"
    if args.report and args.report.suffix.lower() not in REPORTS:
        return "--report is a file that ends with .csv or .html"
    return None


def _fixes(text: str) -> tuple[str, ...]:
    names = tuple(it.strip().replace("-", "_") for it in text.split(","))
    if names == ("all",):
        return FIXES
    for name in names:
        if name not in FIXES:
            words = f"there is no fix {name!r}; there are {', '.join(FIXES)}, and all"
            raise argparse.ArgumentTypeError(words)
    return names

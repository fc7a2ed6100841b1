"""Rules from the command line."""

import argparse
from typing import Any

from playground.faults.rules import BadRule, Rule


def add_fault_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fault",
        action="append",
        type=_rule,
        default=[],
        metavar="METHOD:KIND[,…]",
        help="let calls go wrong: a pattern of methods; a status, reset, hang, drip, half, html or "
        "the service's own name of an error; then any of after, first=N, times=N (0: always), "
        "share=0.05, seed=N, seconds=S, retry_after=S. Again for another; POST /faults takes the "
        "same while it runs, and GET /faults shows what went wrong",
    )


def rules_of(args: argparse.Namespace) -> list[dict[str, Any]]:
    return args.fault


def _rule(text: str) -> dict[str, Any]:
    what, *more = text.split(",")
    method, _, kind = what.rpartition(":")
    fields: dict[str, Any] = {"method": method, "kind": kind}
    for each in more:
        name, _, value = each.partition("=")
        fields[name.strip()] = value.strip()
    try:
        Rule.read(fields)
    except BadRule as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return fields

"""``python -m playground``: everything on one machine, or one part of it alone."""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from playground.consenting import NotInstalled
from playground.together import NotStarted, Playground

DATA = Path(".playground")
PORT = 3100

# Each is imported only when it is asked for: they bring much with them. The last two columns
# are its functions that add its options, and run it.
PARTS = {
    "slack": ("a local Slack workspace", "slack.cli", "add_arguments", "run"),
    "google": ("a local Google sign-in and tuning service", "google.cli", "add_arguments", "run"),
    "smoke": ("play the whole way once, and say how it went", "smoke", "add_arguments", "run"),
    "password": (
        "set a person's password, which listening beyond this machine needs",
        "google.cli",
        "add_password_arguments",
        "set_password",
    ),
}

WELCOME = """
Open  {url}

You are Ben there, a member. In #tuning, type /tune and follow the form; its file picker has a
sample. Ctrl-C stops everything; a second start finds everything as it was (in {data}).
"""
PAID = """
Models are tuned by what stands in for Vertex AI. Tuning costs money there, so only admins may start
it: become Ada, and let the others in too with /tune settings, under People. Prices are made up.
"""


def main() -> int:
    """Run what the command line says; returns the exit code."""
    args = read(sys.argv[1:])
    return args.run(args) or 0


def read(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m playground", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help="of the page; uses the next two too")
    parser.add_argument("--data", type=Path, default=DATA, help="where everything is kept")
    parser.add_argument(
        "--http",
        action="store_const",
        const="http",
        default="socket",
        dest="mode",
        help="Slack sends signed requests, as to an app in many workspaces; else a socket is open",
    )
    parser.add_argument(
        "--service",
        choices=("gemini", "vertex"),
        default="gemini",
        help="which of Google's services stands in where models are tuned (default: %(default)s)",
    )
    parser.set_defaults(run=everything)
    parts = parser.add_subparsers(title="one part alone")
    for name, (summary, module, add_arguments, run) in PARTS.items():
        part = parts.add_parser(
            name, help=summary, description=f"{summary[0].upper()}{summary[1:]}."
        )
        if name in words:
            there = import_module(f"playground.{module}")
            getattr(there, add_arguments)(part)
            part.set_defaults(run=getattr(there, run))
    return parser.parse_args(words)


def everything(args: argparse.Namespace) -> int:
    """Start everything, print one URL, and stop everything on Ctrl-C."""
    stop = threading.Event()

    def leave(*_: object) -> None:
        stop.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, leave)
    say("Starting. The first start prepares the base model, which takes half a minute.\n")
    try:
        with _parts(args) as parts:
            say(WELCOME.format(url=parts.slack_url, data=args.data))
            say(PAID if args.service == "vertex" else "")
            parts.watch(stop)
            say("\nStopping…\n")
    except (NotStarted, NotInstalled) as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    return 0


def _parts(args: argparse.Namespace) -> Playground:
    data = args.data.resolve()
    return Playground(data, port=args.port, mode=args.mode, service=args.service)


def say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

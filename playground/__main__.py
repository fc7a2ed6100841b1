"""``python -m playground``: everything on one machine, or one part of it alone."""

import argparse
import signal
import sys
import threading
from importlib import import_module
from pathlib import Path

from playground.together import NotStarted, Playground

DATA = Path(".playground")
PORT = 3100

# Each is imported only when it is asked for: they bring much with them.
PARTS = {
    "slack": ("playground.slack.cli", "a local Slack workspace"),
    "google": ("playground.google.cli", "a local Google sign-in and tuning service"),
    "smoke": ("playground.smoke", "play the whole way once, and say how it went"),
}

WELCOME = """
Open  {url}

You are Ben there, a member. In #tuning, type /tune and follow the form; its file picker has a
sample. Ctrl-C stops everything; a second start finds everything as it was (in {data}).
"""


def main() -> int:
    """Run what the command line says; returns the exit code."""
    parser = argparse.ArgumentParser("python -m playground", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help="of the page; uses the next two too")
    parser.add_argument("--data", type=Path, default=DATA, help="where everything is kept")
    parser.set_defaults(run=everything)
    parts = parser.add_subparsers(title="one part alone")
    for name, (module, summary) in PARTS.items():
        part = parts.add_parser(name, help=summary)
        if name in sys.argv[1:2]:
            there = import_module(module)
            part.description = there.__doc__
            there.add_arguments(part)
            part.set_defaults(run=there.run)
    args = parser.parse_args()
    return args.run(args) or 0


def everything(args: argparse.Namespace) -> int:
    """Start everything, print one URL, and stop everything on Ctrl-C."""
    stop = threading.Event()

    def leave(*_: object) -> None:
        stop.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, leave)
    say("Starting. The first start prepares the base model, which takes half a minute.\n")
    try:
        with Playground(args.data.resolve(), port=args.port) as parts:
            say(WELCOME.format(url=parts.slack_url, data=args.data))
            parts.watch(stop)
            say("\nStopping…\n")
    except NotStarted as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    return 0


def say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

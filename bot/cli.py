"""The command line: `tuner serve`, `tuner key`."""

import argparse
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from threading import Event

from bot import log
from bot.config import BadConfig, Config, new_key

FINE, FAILED, MISUSED = 0, 1, 2
SECRETS = {"GOOGLE_CLIENT_SECRET", "TUNER_KEY", "TUNER_OLD_KEYS"}


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says; return the exit status."""
    command: Callable[[], int] = _parser().parse_args(argv).command
    return command()


def serve() -> int:
    """Answer Slack until SIGTERM or Ctrl-C."""
    try:
        config = Config.from_env(os.environ)
    except BadConfig as error:
        return _complain(str(error), MISUSED)
    _forget_secrets()
    log.set_up(config.log_level, config.unspeakable)
    stop = _told_to_stop()

    from bot.app import House  # noqa: PLC0415  # the other commands need none of it
    from bot.app.starting import CantStart  # noqa: PLC0415

    try:
        house = House(config)
        house.start()
    except CantStart as error:
        return _complain(str(error), FAILED)
    print("tuner: ready", flush=True)  # noqa: T201
    stop.wait()
    if not house.stop():
        logging.getLogger(__name__).warning("stop.late")
        logging.shutdown()
        os._exit(FINE)  # else Python waits for the threads that we no longer wait for
    return FINE


def key() -> int:
    """Print a new key for TUNER_KEY."""
    print(new_key())  # noqa: T201
    return FINE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tuner",
        description="Teach a language model by example, from Slack.",
        epilog="Settings come from the environment; .env.example explains them.",
    )
    parser.add_argument("--version", action="version", version=f"tuner {version('tuner')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (serve, key):
        words = command.__doc__ or ""
        sub = commands.add_parser(command.__name__, help=words, description=words)
        sub.set_defaults(command=command)
    return parser


def _told_to_stop() -> Event:
    """Return an event that SIGTERM and Ctrl-C set."""
    stop = Event()

    def heard(_number: int, _frame: object) -> None:
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, heard)
    return stop


def _forget_secrets() -> None:
    """Keep secrets from processes that we start, and from libraries that look for them.

    Bolt turns into another kind of app where it finds SLACK_CLIENT_ID.
    """
    for name in tuple(os.environ):
        if name.startswith("SLACK_") or name in SECRETS:
            del os.environ[name]


def _complain(words: str, status: int) -> int:
    print(f"tuner: {words}", file=sys.stderr)  # noqa: T201
    return status

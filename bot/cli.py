"""The command line: `tuner serve`, `tuner check`, and what an operator does."""

import logging
import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from itertools import chain
from threading import Event
from typing import TYPE_CHECKING

from bot import check, log
from bot.config import PREFIX, BadConfig, Config, command_prefix, new_key
from bot.environment import SAFE, Reader, is_safe
from bot.memory import keep_together, settle

if TYPE_CHECKING:
    from bot.doctor import Check

FINE, FAILED, MISUSED = 0, 1, 2
SECRETS = {"GOOGLE_CLIENT_SECRET", "TUNER_KEY", "TUNER_OLD_KEYS"}


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says; return the exit status."""
    args = _parser().parse_args(argv)
    return args.command(args)


def serve(_: Namespace) -> int:
    """Answer Slack until SIGTERM or Ctrl-C."""
    try:
        config = Config.from_env(os.environ)
    except BadConfig as error:
        return _complain(str(error), MISUSED)
    _forget_secrets()
    keep_together()
    log.set_up(config.log_level, config.unspeakable)
    stop = _told_to_stop()

    from bot.app import House  # noqa: PLC0415  # the other commands need none of it
    from bot.app.starting import CantStart  # noqa: PLC0415

    try:
        house = House(config)
        settle()
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


def doctor(args: Namespace) -> int:
    """Look one by one at what can be wrong here, and say what to do."""
    config, problems = Config.read(os.environ)
    log.set_up("error", config.unspeakable)

    from bot.doctor import examine, telling, try_out  # noqa: PLC0415  # the others need none of it

    slack = _slack_checks(config, problems)
    tell = telling.tell_as_json if args.json else telling.tell
    more = try_out(config) if args.live else iter(())
    return FINE if tell(chain(examine(config, problems, slack), more)) else FAILED


def _slack_checks(config: Config, problems: Mapping[str, str]) -> "Iterator[Check]":
    """Return those of the one workspace, or of the client with which many have installed it."""
    from bot.doctor import database, reaching  # noqa: PLC0415
    from handlers import checks, installed  # noqa: PLC0415

    its = config.slack
    if not its.client:
        return checks.checks(its.bot_token, its.app_token, its.api_url, problems)
    return installed.checks(
        (its.client.id, its.client.secret),
        database.installations(config),
        api_url=its.api_url,
        install_url=f"{reaching.own_url(config)}/slack/install",
        problems=problems,
    )


def key(_: Namespace) -> int:
    """Print a new key for TUNER_KEY."""
    print(new_key())  # noqa: T201
    return FINE


def manifest(args: Namespace) -> int:
    """Print the manifest of the Slack app for this installation."""
    from bot.manifest import manifest as written  # noqa: PLC0415  # it needs a library

    read = Reader(os.environ | ({} if args.prefix is None else {PREFIX: args.prefix}))
    many = read.given("SLACK_CLIENT_ID") and not args.socket
    url = read.url("TUNER_URL", "") if many else ""
    if args.url:
        url = Reader({"--url": args.url}).url("--url", "")
        read.problems |= {} if is_safe(url) else {"--url": SAFE}
    prefix = command_prefix(read)
    if read.problems:
        return _complain(str(BadConfig(read.problems)), MISUSED)
    sys.stdout.write(written(url, prefix))
    return FINE


def rotate_key(_: Namespace) -> int:
    """Encrypt with TUNER_KEY all that an older key has encrypted, while everybody works.

    First start every Tuner with the new TUNER_KEY, and the one before in TUNER_OLD_KEYS.
    Afterwards the old keys are needed no more.
    """
    from bot.chores import rotate  # noqa: PLC0415  # the other commands need none of it

    return _kept_up(lambda config: rotate(config, print))


def forget(args: Namespace) -> int:
    """Forget workspaces, or some of their people, at once; print what was removed."""
    from bot.chores import forget as forgotten  # noqa: PLC0415  # as above

    return _kept_up(lambda config: forgotten(config, args.workspace, args.person, print))


def _kept_up(work: Callable[[Config], None]) -> int:
    """Do something to the database; say in words what keeps us from it."""
    try:
        config = Config.from_env(os.environ)
    except BadConfig as error:
        return _complain(str(error), MISUSED)
    _forget_secrets()
    log.set_up(config.log_level, config.unspeakable)
    from bot.app.starting import CantStart  # noqa: PLC0415  # as above

    try:
        work(config)
    except CantStart as error:
        return _complain(str(error), FAILED)
    return FINE


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="tuner",
        description="Teach a language model by example, from Slack.",
        epilog="Settings come from the environment; .env.example explains them.",
    )
    parser.add_argument("--version", action="version", version=f"tuner {version('tuner')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (serve, doctor, manifest, key, rotate_key, forget):
        words = command.__doc__ or ""
        name = command.__name__.replace("_", "-")
        sub = commands.add_parser(name, help=words.partition("\n")[0], description=words)
        sub.set_defaults(command=command)
        OPTIONS.get(name, _no_options)(sub)
    check.add_to(commands.add_parser("check", help=check.WORDS))
    return parser


def _no_options(_: ArgumentParser) -> None:
    pass


def _manifest_options(parser: ArgumentParser) -> None:
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--url", help="many workspaces, by signed HTTP at this address")
    way.add_argument("--socket", action="store_true", help="one workspace, by Socket Mode")
    parser.add_argument("--prefix", help="of the commands: x- makes /x-tune")


def _doctor_options(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="say it as JSON, for programs")
    words = "also tune one small model, where the settings allow it; that may cost a few cents"
    parser.add_argument("--live", action="store_true", help=words)


def _forget_options(parser: ArgumentParser) -> None:
    parser.add_argument("--workspace", nargs="+", required=True, metavar="T", help="their ids")
    parser.add_argument("--person", nargs="+", default=(), metavar="U", help="only these people")


OPTIONS: dict[str, Callable[[ArgumentParser], None]] = {
    "doctor": _doctor_options,
    "manifest": _manifest_options,
    "forget": _forget_options,
}


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

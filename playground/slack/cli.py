"""Run a local Slack workspace: a page for people, and Slack's API and Socket Mode for the app."""

import argparse
import asyncio
import getpass
import ipaddress
import signal
import sys
from pathlib import Path

from playground.faults import BadRule, add_fault_options, rules_of
from playground.slack.passwords import has_password, set_password
from playground.slack.server import Server
from playground.slack.server import run as serve
from playground.slack.settings import Settings
from playground.slack.world import World

DATA = Path(".playground/slack")
MANIFEST = Path(__file__).parents[2] / "manifest.yml"
SHORTEST = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--port", type=int, default=3100, help="0: any that is free")
    add("--host", default="127.0.0.1", help="beyond this machine only with passwords")
    add("--data", type=Path, default=DATA, help="where everything is kept")
    add("--manifest", type=Path, default=MANIFEST, help="the app's commands, events and scopes")
    add(
        "--rate-limits",
        choices=("on", "strict", "off"),
        default="on",
        help="strict: Slack's own; on: ten times as much; off: none",
    )
    add(
        "--optional-scopes",
        default="",
        metavar="SCOPES",
        help="which of the manifest's optional scopes are granted: names with commas, or all",
    )
    add("--trigger-life", type=float, default=3.0, metavar="S", help="seconds to open a modal in")
    add_fault_options(parser)
    add(
        "--set-password",
        metavar="NAME",
        help="ask for this person's password, keep it, and end",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; returns the exit code."""
    settings = Settings(
        data=args.data,
        manifest=args.manifest,
        host=args.host,
        port=args.port,
        rate_limits=args.rate_limits,
        optional_scopes=tuple(filter(None, args.optional_scopes.split(","))),
        trigger_life=args.trigger_life,
        faults=tuple(rules_of(args)),
    )
    if args.set_password:
        return ask_password(settings, args.set_password)
    if not on_this_machine(args.host) and (missing := without_password(settings)):
        return _fail(
            f"Beyond this machine, people need passwords: {', '.join(missing)}. Set each with "
            f"python -m playground slack --set-password NAME --data {args.data}"
        )
    try:
        serve(settings, _ready)
    except BadRule as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"Can't listen on {args.host}:{args.port}: {error.strerror or error}")
    return 0


def ask_password(settings: Settings, name: str) -> int:
    world = World.open(settings)
    try:
        person = world.workspace.named(name)
        if person is None or person["is_bot"]:
            return _fail(f"Nobody here is called {name}.")
        password = getpass.getpass(f"Password of {person['real_name']}: ")
        if len(password) < SHORTEST:
            return _fail(f"Take at least {SHORTEST} characters.")
        set_password(world.store, person["id"], password)
    finally:
        world.close()
    return 0


def without_password(settings: Settings) -> list[str]:
    """Return the names of those who could act without a password."""
    world = World.open(settings)
    try:
        humans = world.workspace.humans()
        return [it["name"] for it in humans if not has_password(world.store, it["id"])]
    finally:
        world.close()


def on_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _ready(world: World, server: Server) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, setattr, server, "should_exit", True)  # noqa: FBT003  # what is set
    tokens = world.tokens
    sys.stdout.write(
        f"slack: ready {world.url}\n"
        f"  SLACK_API_URL={world.url}/api/\n"
        f"  SLACK_BOT_TOKEN={tokens['bot']}\n"
        f"  SLACK_APP_TOKEN={tokens['app']}\n"
        f"  SLACK_SIGNING_SECRET={tokens['signing_secret']}\n"
    )
    sys.stdout.flush()


def _fail(words: str) -> int:
    sys.stderr.write(f"{words}\n")
    return 1

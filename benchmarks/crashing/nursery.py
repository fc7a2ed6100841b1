"""Bots that are there at once: everything is imported here, and each bot is a fork of it.

``python -m benchmarks.crashing.nursery FACTOR``: a line "NUMBER PORT FOLDER" on stdin starts a
bot with the environment's settings; its process id is the answer. All times that a bot keeps are
FACTOR of what they are, its leases and how long it waits for an answer alike.
"""

import logging
import os
import signal
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot import store  # before all else: the others take its leases from here
from bot.store import outside

FACTOR = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0

for _module, _names in (
    (store, ("LOOK_LEASE", "TELL_LEASE", "READ_LEASE", "TRY_LEASE")),
    (outside, ("RENEW_LEASE", "REVOKE_LEASE")),
):
    for _name in _names:
        setattr(_module, _name, getattr(_module, _name) * FACTOR)

import handlers.files as downloads  # noqa: E402
import handlers.slack as waits  # noqa: E402
from benchmarks.crashing.marks import Marks  # noqa: E402
from bot import cards, following, log, poller, stepping  # noqa: E402
from bot.app import House  # noqa: E402
from bot.app import slack as clients  # noqa: E402
from bot.config import Config  # noqa: E402
from bot.tuning.gemini_clients import GeminiClients  # noqa: E402
from handlers import limiter, stage  # noqa: E402
from handlers.curve import Curves  # noqa: E402
from handlers.speaking import Speaker  # noqa: E402


def hurry() -> None:
    """Shorten what the parts keep for themselves."""
    clients.SLACK_TIMEOUT = clients.SLACK_TIMEOUT * FACTOR
    downloads.TIMEOUT = downloads.TIMEOUT * FACTOR
    waits.A_WHILE, waits.SHUT_OUT_FOR = waits.A_WHILE * FACTOR, waits.SHUT_OUT_FOR * FACTOR
    cards.A_MOMENT, stepping.SLOWLY = cards.A_MOMENT * FACTOR, stepping.SLOWLY * FACTOR
    following.AT_LENGTH *= FACTOR
    limiter.SHARED.limits = {name: pace * FACTOR for name, pace in limiter.LIMITS.items()}
    defaults: Any = GeminiClients.__init__.__kwdefaults__
    defaults["timeout"] *= FACTOR
    show = Curves.show
    Curves.show = lambda self, news, card, draw: show(self, news, card, picture)  # noqa: ARG005


def picture(*_: object, **__: object) -> bytes:
    """Return one at once: drawing takes a second."""
    return PIXEL


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def watch(marks: Marks) -> None:
    """Have the bot write down what it is at."""
    marks.around(poller.Poller, "_look_at", "claimed")
    marks.around(poller.Poller, "_tell", "claimed")
    marks.around(poller.Poller, "_read", "claimed")
    marks.around(clients.Client, "api_call", "in_call")
    import requests  # noqa: PLC0415 - what Google's clients send with

    marks.around(requests.Session, "request", "in_call")
    _watch_acks(marks)
    _watch_posts(marks)


def _watch_acks(marks: Marks) -> None:
    perform, give = stage.Stage._perform, stage.Ack.__call__  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]

    def performed(self: Any, listener: Any, given: Any, ack: Any, surface: Any) -> None:
        marks.add("before_ack", 1)
        try:
            perform(self, listener, given, ack, surface)
        finally:
            marks.add("after_ack", -1)  # there is an ack by then, whatever happened

    def acked(self: Any, *args: Any, **kwargs: Any) -> bool:
        if first := give(self, *args, **kwargs):
            marks.add("before_ack", -1)
            marks.add("after_ack", 1)
        return first

    stage.Stage._perform, stage.Ack.__call__ = performed, acked  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def _watch_posts(marks: Marks) -> None:
    """Count what is posted until whoever had it posted has gone on from there."""
    mine, post = threading.local(), Speaker.post

    def posted(*args: Any, **kwargs: Any) -> Any:
        card = post(*args, **kwargs)
        mine.sent = getattr(mine, "sent", 0) + 1
        marks.add("sent_unmarked", 1)
        return card

    def settle(holder: Any, name: str) -> None:
        inner: Any = getattr(holder, name)

        def settled(*args: Any, **kwargs: Any) -> Any:
            try:
                return inner(*args, **kwargs)
            finally:
                marks.add("sent_unmarked", -getattr(mine, "sent", 0))
                mine.sent = 0

        setattr(holder, name, settled)

    Speaker.post = posted
    settle(poller.Poller, "_tell")
    settle(poller.cards, "put_up")


def bear(number: str, port: str, folder: str) -> int:
    """Fork a bot; return its process id."""
    if pid := os.fork():
        return pid
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ["TUNER_PORT"] = port
    out = os.open(f"{folder}/bot-{number}.log", os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    os.dup2(out, 1)
    os.dup2(out, 2)
    try:
        _live(Marks(Path(folder) / f"marks-{number}"))
    except BaseException:
        logging.getLogger(__name__).exception("bot.died")
    os._exit(1)


def _live(marks: Marks) -> None:
    config = Config.from_env(os.environ)
    for name in tuple(os.environ):
        if name.startswith("SLACK_"):
            del os.environ[name]
    log.set_up("warning", config.unspeakable)
    watch(marks)
    House(config).start()
    marks.add("ready", 1)
    threading.Event().wait()


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    hurry()
    print("ready", flush=True)
    for line in sys.stdin:
        print(bear(*line.split()), flush=True)


if __name__ == "__main__":
    assert timedelta() < store.TELL_LEASE
    main()

"""Processes with a model in them: started here, and gone when we are."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from playground.trainer.machine import environment

Process = subprocess.Popen[str]


def spawn(module: str, *arguments: str, log: Path, online: bool = False) -> Process:
    """Start `python -m module`; its stdin is its lifeline, its stdout JSON, a line each.

    In a session of its own: Ctrl-C reaches us, and we end it in order.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as errors:
        return subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment(os.environ, online=online),
            text=True,
            start_new_session=True,
        )


def tell(process: Process, message: dict[str, Any]) -> None:
    """Send a message; raises `OSError` or `ValueError` when the process is gone."""
    assert process.stdin  # noqa: S101 - see spawn
    process.stdin.write(json.dumps(message) + "\n")
    process.stdin.flush()


def last_message(process: Process) -> dict[str, Any]:
    """Wait until the child says no more; what it said last, or nothing."""
    assert process.stdout  # noqa: S101 - see spawn
    last = ""
    for line in process.stdout:
        last = line
    try:
        return json.loads(last) if last else {}
    except ValueError:  # it died in the middle of a word
        return {}


def end(process: Process, *, grace: float = 0.0) -> None:
    """Ask it to stop, and after *grace* seconds don't ask."""
    if grace and process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(grace)
    process.kill()
    process.wait()
    if process.stdin:
        # What was still buffered for it may not be written any more.
        with suppress(OSError):
            process.stdin.close()


def words(process: Process) -> str:
    """Why a process that has ended failed, as far as its exit status tells."""
    if process.returncode < 0:
        return (
            f"The process was killed (signal {-process.returncode}), "
            "perhaps because memory ran out. Close other programs and try again."
        )
    return f"The process ended unexpectedly (status {process.returncode}). Its log says more."


def voice() -> Callable[[dict[str, Any]], None]:
    """In the child: what writes one message to the parent. Stray prints go to the log instead."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return lambda message: _write(out, message)


def _write(out: IO[str], message: dict[str, Any]) -> None:
    out.write(json.dumps(message) + "\n")
    out.flush()


def lifeline(heard: Callable[[dict[str, Any]], None] | None = None) -> None:
    """In the child: pass on each message of the parent, and die when the parent does."""

    def listen() -> None:
        for line in sys.stdin:
            if heard:
                heard(json.loads(line))
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()

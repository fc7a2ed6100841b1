"""The service's side of the process that answers: start it, ask it, notice its death."""

import itertools
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from playground.trainer import Broken, TrainerError, child
from playground.trainer.machine import Setting

Message = dict[str, Any]
Waiting = dict[int, SimpleQueue[Message]]


class Line:
    """To one base's speaker; started with the first question, and again after it died."""

    def __init__(self, folder: Path, setting: Setting, log: Path) -> None:
        self._folder = folder
        self._setting = setting
        self._log = log
        self._lock = threading.Lock()
        self._process: child.Process | None = None
        self._waiting: Waiting = {}
        self._numbers = itertools.count(1)

    def ask(self, question: Message) -> Iterator[Message]:
        """Its messages up to the one with *finish*; closing the iterator ends the answer."""
        number, told = next(self._numbers), SimpleQueue[Message]()
        with self._lock:
            process = self._started()
            waiting = self._waiting
            waiting[number] = told
            self._tell({"ask": number, **question})
        finished = False
        try:
            while not finished:
                message = told.get()
                finished = bool({"finish", "failed", "gone"} & message.keys())
                yield _sound(message)
        finally:
            with self._lock:
                waiting.pop(number, None)
                if not finished and self._process is process:
                    self._tell({"cancel": number})

    def warm(self) -> None:
        """Start it now, so that the first question need not wait for it."""
        with self._lock:
            self._started()

    def forget(self, key: str) -> None:
        with self._lock:
            self._tell({"forget": key})

    def pid(self) -> int | None:
        with self._lock:
            return self._process.pid if self._process else None

    def close(self) -> None:
        with self._lock:
            if self._process:
                child.end(self._process)

    def _started(self) -> child.Process:
        if self._process and self._process.poll() is None:
            return self._process
        arguments = (str(self._folder), *self._setting.arguments())
        self._process = child.spawn("playground.trainer.speaker", *arguments, log=self._log)
        self._waiting = {}
        arguments = (self._process, self._waiting)
        threading.Thread(target=self._read, args=arguments, daemon=True).start()
        return self._process

    def _read(self, process: child.Process, waiting: Waiting) -> None:
        """Hand out what the process says; when it has ended, tell whoever waits for it."""
        assert process.stdout  # noqa: S101 - see child.spawn
        with process.stdout as lines:
            for line in lines:
                message = json.loads(line)
                if asker := waiting.get(message["ask"]):
                    asker.put(message)
        process.wait()
        with self._lock:
            if self._process is process:
                self._process = None
            for asker in waiting.values():
                asker.put({"gone": True})

    def _tell(self, message: Message) -> None:
        """If it has died meanwhile, the reader notices and says so."""
        try:
            if self._process:
                child.tell(self._process, message)
        except (OSError, ValueError):
            return


def _sound(message: Message) -> Message:
    """Pass the message on, unless it is bad news."""
    if "gone" in message:
        raise Broken("The model that was answering went away. Ask again.")
    if "failed" in message:
        raise TrainerError(f"The model can't answer: {message['failed']}")
    return message

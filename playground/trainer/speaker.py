"""Answers with a base and adapters over it, in a process that stays.

`python -m playground.trainer.speaker BASE_FOLDER DEVICE THREADS DTYPE`

In, a line each: `{"ask": N, "adapter": FOLDER or null, "key", "ids", "max", "ends",
"temperature", "top_p", "top_k", "seed"}`, `{"cancel": N}`, `{"forget": KEY}`.
Out: `{"ask": N, "token"}` for each, then `{"ask": N, "finish": "STOP" or "MAX_TOKENS"}`,
or `{"ask": N, "failed": WORDS}`.
"""

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import torch

from playground.trainer.adapters import Adapters
from playground.trainer.child import lifeline, voice
from playground.trainer.decoding import Answer
from playground.trainer.machine import Setting
from playground.trainer.model import load_base, settle

Message = dict[str, Any]
log = logging.getLogger(__name__)


class Speaker:
    """All questions under way get a token in turn: a long answer holds up nobody."""

    def __init__(
        self, adapters: Adapters, heard: "SimpleQueue[Message]", say: Callable[[Message], None]
    ) -> None:
        self._adapters = adapters
        self._heard = heard
        self._say = say
        self._answers: dict[int, Answer] = {}

    def work(self) -> None:
        """For ever; sleeps while nobody asks."""
        while True:
            if not self._answers:
                self._obey(self._heard.get())
            self._catch_up()
            for number, answer in list(self._answers.items()):
                self._speak(number, answer)

    def _catch_up(self) -> None:
        try:
            while True:
                self._obey(self._heard.get_nowait())
        except Empty:
            return

    def _obey(self, message: Message) -> None:
        if "ask" in message:
            self._answers[message["ask"]] = Answer(message)
        elif "cancel" in message:
            self._answers.pop(message["cancel"], None)
        elif "forget" in message:
            self._adapters.forget(message["forget"])

    def _speak(self, number: int, answer: Answer) -> None:
        try:
            model = self._adapters.use(answer.key, answer.adapter)
            token = answer.next(model)
        except Exception as error:
            log.exception("answer.failed")
            del self._answers[number]
            words = str(error).splitlines()[0] if str(error) else type(error).__name__
            self._say({"ask": number, "failed": words})
            return
        if token is not None:
            self._say({"ask": number, "token": token})
        if answer.finish:
            del self._answers[number]
            self._say({"ask": number, "finish": answer.finish})


def main() -> None:
    logging.basicConfig()
    say = voice()
    base, *told = sys.argv[1:]
    setting = Setting.parse(*told)
    heard: SimpleQueue[Message] = SimpleQueue()
    lifeline(heard.put)
    settle(setting, 0)
    speaker = Speaker(Adapters(load_base(Path(base), setting)), heard, say)
    with torch.inference_mode():
        speaker.work()


if __name__ == "__main__":
    main()

"""Trains LoRA adapters on local base models, and answers with them. No torch in this process."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from playground.trainer import (
    Base,
    Broken,
    Example,
    Piece,
    Progress,
    Question,
    Run,
    RunState,
    TrainerError,
)
from playground.trainer.asking import Line
from playground.trainer.catalogue import SHIPPED, Catalogue
from playground.trainer.disk import locked
from playground.trainer.foreman import Foreman
from playground.trainer.machine import Setting
from playground.trainer.probe import Measured, Probe
from playground.trainer.prompts import Prompts
from playground.trainer.runs import RunFolder, Runs
from playground.trainer.streaming import Unroller

# Bases that are kept in memory for answering.
SPEAKERS = 2


class LoraTrainer:
    """*bases*: name to source, see `catalogue`; the first is the one that ships.

    One at a time per *data_dir*: raises `Broken` if another has it.
    """

    label = "lora"

    def __init__(self, data_dir: Path, *, bases: Mapping[str, str] = SHIPPED) -> None:
        self._mine = locked(data_dir / "lock", wait=False)
        try:
            self._mine.__enter__()
        except BlockingIOError:
            raise Broken(f"Another service is using {data_dir}. Stop it first.") from None
        self._data = data_dir
        self._catalogue = Catalogue(data_dir / "bases", bases)
        self._probe = Probe(data_dir / "probe.json")
        self._probing = threading.Lock()
        self._adding = threading.Lock()
        self._lines: OrderedDict[str, Line] = OrderedDict()
        self._lining = threading.Lock()
        self._prompts = cache(self._read_prompts)
        self._runs = Runs(data_dir / "runs")
        self._foreman = Foreman(self._runs, self._ready, data_dir / "worker.log")

    def bases(self) -> Sequence[Base]:
        return list(self._catalogue)

    def prepare(self, base: str) -> None:
        self._line(base).warm()
        self._foreman.stand_by()

    def start(self, run: Run) -> None:
        if not run.examples or min(run.epochs, run.batch_size) < 1:
            raise TrainerError("There is nothing to learn: no examples, no epochs or no batch.")
        if self._runs.get(run.id):
            return
        self._prompts(run.base).examples(run)
        with self._adding:
            if not self._runs.get(run.id):
                self._runs.add(run)
        self._foreman.wake()

    def progress(self, id: str) -> Progress:
        return self._runs[id].progress()

    def kept(self, id: str) -> tuple[Run, Path | None]:
        folder = self._runs[id]
        return folder.run(), folder.adapter if folder.adapter.exists() else None

    def cancel(self, id: str) -> None:
        self._foreman.cancel(self._runs[id])

    def delete(self, id: str) -> None:
        if folder := self._runs.get(id):
            run, keys = folder.run(), [_key(folder, step) for step in (0, *folder.run().keep)]
            self._foreman.remove(id)
            if line := self._lines.get(run.base):
                for key in keys:
                    line.forget(key)

    def count_tokens(self, base: str, text: str) -> int:
        return len(self._prompts(base).encode(text))

    def length(self, base: str, example: Example) -> int:
        prompt, answer = self._prompts(base).pair(example)
        return len(prompt) + len(answer)

    def answer(self, question: Question) -> Iterator[Piece]:
        prompts = self._prompts(question.base)
        prompt = prompts.question(question)
        room = prompts.context - len(prompt)
        asked = {
            **self._adapter(question),
            "ids": prompt,
            "ends": prompts.ends,
            "max": max(1, min(question.max_tokens, room)),
            "temperature": question.temperature,
            "top_p": question.top_p,
            "top_k": question.top_k,
            "seed": question.seed,
        }
        line = self._line(question.base)
        return _pieces(line.ask(asked), Unroller(prompts.decode, question.stop), len(prompt))

    def tokens_per_second(self, base: str) -> float | None:
        known = self._probe.known(base)
        return known.tokens_per_second if known else None

    def processes(self) -> list[int]:
        """List the ids of those that hold a model now."""
        pids = [self._foreman.working(), *(line.pid() for line in self._lines.values())]
        return [pid for pid in pids if pid]

    def close(self) -> None:
        self._foreman.close()
        with self._lining:
            for line in self._lines.values():
                line.close()
        self._mine.__exit__(None, None, None)

    def _ready(self, base: str) -> tuple[Path, Setting]:
        folder = self._catalogue.convert(base)
        return folder, self._measured(base, folder).setting

    def _measured(self, base: str, folder: Path) -> Measured:
        """Probe if need be, one base at a time: two probes at once would measure each other."""
        with self._probing:
            return self._probe.known(base) or self._probe.measure(base, folder)

    def _read_prompts(self, base: str) -> Prompts:
        return Prompts(self._catalogue.convert(base))

    def _adapter(self, question: Question) -> dict[str, Any]:
        """Where the adapter is, and a name that no later run of the same id will have."""
        if question.run is None:
            return {"key": None, "adapter": None}
        folder = self._runs[question.run]
        adapter = folder.learnt(question.step)
        if folder.state().state is not RunState.DONE or not adapter.exists():
            raise TrainerError(f"{question.run} is not tuned, so it can't answer.")
        return {"key": _key(folder, question.step), "adapter": str(adapter)}

    def _line(self, base: str) -> Line:
        folder, setting = self._ready(base)
        with self._lining:
            if base not in self._lines:
                log = self._data / f"speaker-{base}.log"
                self._lines[base] = Line(folder, setting, log)
            self._lines.move_to_end(base)
            if len(self._lines) > SPEAKERS:
                self._lines.popitem(last=False)[1].close()
            return self._lines[base]


def _key(folder: RunFolder, step: int) -> str:
    return f"run{folder.state().number}{f'at{step}' if step else ''}"


def _pieces(messages: Iterator[dict[str, Any]], text: Unroller, prompt: int) -> Iterator[Piece]:
    """Turn tokens into text; closing this ends the answer at its source."""
    count, finish = 0, "STOP"
    for message in messages:
        if "finish" in message:
            finish = message["finish"]
            break
        count += 1
        if shown := text.add(message["token"]):
            yield Piece(text=shown)
        if text.stopped:
            break
    messages.close()  # pyright: ignore[reportAttributeAccessIssue]
    yield Piece(text=text.rest(), finish=finish, prompt_tokens=prompt, answer_tokens=count)

"""Between text and tokens, without torch: training and answering see the same words.

The base's chat template, preamble included, is rendered around the text where the base has
one; otherwise a prompt is a line and the answer is the next.
"""

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from tokenizers import Tokenizer

from playground.trainer import Example, Prompt, Question, Run, TooLong
from playground.trainer.disk import read_json

PLAIN = "{% for m in messages %}{{ m.content }}\n{% endfor %}"
Tokens = tuple[int, ...]


class Prompts:
    """The words of one prepared base, which lies in *folder*."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.context = int(read_json(folder / "base.json")["context"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._config: dict[str, Any] = read_json(folder / "tokenizer_config.json")

    def prompt(self, text: Prompt) -> Tokens:
        """Tokens up to where the model's answer begins."""
        turns = [("user", text)] if isinstance(text, str) else text
        return self._lead + self.encode(self._render(turns, ask=True))

    def answer(self, text: str) -> Tokens:
        """Tokens of a whole answer, with the one that ends it."""
        return (*self.encode(text), self.end)

    def encode(self, text: str) -> Tokens:
        return tuple(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def decode(self, tokens: Sequence[int]) -> str:
        return self._tokenizer.decode(list(tokens), skip_special_tokens=True)

    def pair(self, example: Example) -> tuple[Tokens, Tokens]:
        return self.prompt(example[0]), self.answer(example[1])

    def example(self, number: int, example: Example) -> tuple[Tokens, Tokens]:
        """Prompt and answer; raises `TooLong` naming the *number*."""
        prompt, answer = self.pair(example)
        length = len(prompt) + len(answer)
        if length > self.context:
            raise TooLong(
                f"Example {number} is {length:,} tokens long, prompt and answer together; "
                f"this base model takes {self.context:,}. Shorten it."
            )
        return prompt, answer

    def examples(self, run: Run) -> list[tuple[Tokens, Tokens]]:
        return [self.example(number, pair) for number, pair in enumerate(run.examples, 1)]

    def question(self, question: Question) -> Tokens:
        """Make the prompt, which leaves room for an answer; otherwise raises `TooLong`."""
        prompt = self.prompt(question.text)
        if len(prompt) >= self.context:
            raise TooLong(
                f"The prompt is {len(prompt):,} tokens long; this base model takes "
                f"{self.context:,}, the answer included. Shorten it."
            )
        return prompt

    @cached_property
    def end(self) -> int:
        """What ends an answer: the template's end of turn, or else the tokenizer's end."""
        mark = "\u2063"
        whole = self._render([("user", "a"), ("model", mark)], ask=False)
        after = self._tokenizer.encode(whole.rpartition(mark)[2], add_special_tokens=False)
        special = {t for t, s in self._tokenizer.get_added_tokens_decoder().items() if s.special}
        if self._template and after.ids and after.ids[0] in special:
            return after.ids[0]
        token = self._tokenizer.token_to_id(self._special("eos_token"))
        return self._no_end() if token is None else token

    @cached_property
    def ends(self) -> Tokens:
        """Whatever ends an answer when the model says it."""
        file = self.folder / "generation_config.json"
        told: int | list[int] | None = read_json(file).get("eos_token_id") if file.exists() else []
        more = [told] if isinstance(told, int) else told or []
        return tuple(dict.fromkeys([self.end, *more]))

    @cached_property
    def _lead(self) -> Tokens:
        """What the tokenizer puts before any text, unless the template writes it itself."""
        return () if self._template else tuple(self._tokenizer.encode("").ids)

    @cached_property
    def _template(self) -> Template | None:
        file = self.folder / "chat_template.jinja"
        text = file.read_text() if file.exists() else self._config.get("chat_template")
        return _jinja().from_string(text) if isinstance(text, str) else None

    def _render(self, turns: Sequence[tuple[str, str]], *, ask: bool) -> str:
        template = self._template or _jinja().from_string(PLAIN)
        messages = [
            {"role": "assistant" if role == "model" else role, "content": text}
            for role, text in turns
        ]
        marks = {
            name: self._special(name)
            for name in ("bos_token", "eos_token", "unk_token", "pad_token")
        }
        return template.render(messages=messages, add_generation_prompt=ask, **marks)

    def _special(self, name: str) -> str:
        """Look a special token up: saved as text, or as an object with its text in it."""
        token: str | dict[str, str] | None = self._config.get(name)
        return token["content"] if isinstance(token, dict) else token or ""

    def _no_end(self) -> NoReturn:
        raise ValueError("This base model's tokenizer has no token that ends an answer.")


def _jinja() -> ImmutableSandboxedEnvironment:
    """As chat templates expect it; they come from outside, hence the sandbox."""

    def refuse(message: str) -> NoReturn:
        raise ValueError(message)

    jinja = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    names: Any = jinja.globals
    names["raise_exception"] = refuse
    jinja.filters["tojson"] = _to_json
    return jinja


def _to_json(value: object, indent: int | None = None) -> str:
    """Jinja's own would escape what HTML must have escaped."""
    return json.dumps(value, ensure_ascii=False, indent=indent)

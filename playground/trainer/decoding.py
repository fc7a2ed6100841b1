"""One answer, a token at a time."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor


class Answer:
    """What `speaker` is asked, and how far the answer is. *finish* is set with the last token."""

    def __init__(self, asked: dict[str, Any]) -> None:
        self.key: str | None = asked["key"]
        self.adapter = Path(asked["adapter"]) if asked["adapter"] else None
        self.finish: str | None = None
        self._ends = frozenset(asked["ends"])
        self._left: int = asked["max"]
        self._pick = Picker(asked)
        self._feed: list[int] = asked["ids"]
        self._past: Any = None

    def next(self, model: Any) -> int | None:
        """Make the next token; none when the answer has ended."""
        if self._left <= 0:
            self.finish = "MAX_TOKENS"
            return None
        ids = torch.tensor([self._feed], device=model.device)
        out = model(input_ids=ids, past_key_values=self._past, use_cache=True)
        self._past = out.past_key_values
        token = self._pick(out.logits[0, -1].float())
        if token in self._ends:
            self.finish = "STOP"
            return None
        self._feed = [token]
        self._left -= 1
        if not self._left:
            self.finish = "MAX_TOKENS"
        return token


class Picker:
    """The likeliest token, or at a temperature one by chance among the likely."""

    def __init__(self, asked: dict[str, Any]) -> None:
        self._temperature: float = asked["temperature"] or 0.0
        self._top_p: float = asked["top_p"] or 1.0
        self._top_k: int = asked["top_k"] or 0
        self._chance = torch.Generator()
        if asked["seed"] is None:
            self._chance.seed()
        else:
            self._chance.manual_seed(asked["seed"])

    def __call__(self, logits: Tensor) -> int:
        if not self._temperature:
            return int(logits.argmax())
        sorted_, order = (logits.cpu() / self._temperature).softmax(-1).sort(descending=True)
        if self._top_k:
            sorted_[self._top_k :] = 0
        # What comes before a token decides whether it still counts, so the first always does.
        before = sorted_.cumsum(-1) - sorted_
        sorted_[before >= self._top_p] = 0
        return int(order[torch.multinomial(sorted_, 1, generator=self._chance)])

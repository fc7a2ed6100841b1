"""One step of training: forward, back, and the optimizer."""

import inspect
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from playground.trainer import recipe
from playground.trainer.batches import chunks
from playground.trainer.prompts import Tokens

Example = tuple[Tokens, Tokens]  # prompt, answer
NOTHING = -100  # a label that is not learnt


class Learner:
    """Teaches the adapter of *model*, whose other weights are frozen."""

    def __init__(self, model: Any, learning_rate: float, total_steps: int) -> None:
        self.model = model
        self._rate = learning_rate
        self._total = total_steps
        self._ends_only = "logits_to_keep" in inspect.signature(_inner(model).forward).parameters
        self.optimizer = torch.optim.AdamW(
            [weight for weight in model.parameters() if weight.requires_grad],
            lr=learning_rate,
            betas=recipe.BETAS,
            weight_decay=recipe.WEIGHT_DECAY,
        )
        model.train()

    def step(self, number: int, batch: Sequence[Example]) -> float:
        """Learn from *batch*; its mean loss over the answers' tokens, before it was learnt."""
        for group in self.optimizer.param_groups:
            group["lr"] = recipe.rate(self._rate, number, self._total)
        tokens = sum(len(answer) for _, answer in batch)
        mean = 0.0
        for picks in chunks([len(p) + len(a) for p, a in batch], recipe.ROOM):
            loss = self._loss([batch[i] for i in picks]) / tokens
            loss.backward()
            mean += loss.item()
        self.optimizer.step()
        self.optimizer.zero_grad()
        return mean

    def _loss(self, batch: Sequence[Example]) -> Tensor:
        """Sum over the answers' tokens.

        Batches are padded at the left, so that the answers stand at the end, and the costly
        product with the whole vocabulary is only made there.
        """
        device = self.model.device
        ids = _padded([p + a for p, a in batch], 0).to(device)
        mask = _padded([(1,) * (len(p) + len(a)) for p, a in batch], 0).to(device)
        labels = _padded([a for _, a in batch], NOTHING).to(device)
        kept = labels.shape[1]
        out = self.model(
            input_ids=ids,
            attention_mask=mask,
            use_cache=False,
            **self._placing(mask),
            **({"logits_to_keep": kept + 1} if self._ends_only else {}),
        )
        logits = out.logits[:, -kept - 1 : -1].float().flatten(0, 1)
        return cross_entropy(logits, labels.flatten(), ignore_index=NOTHING, reduction="sum")

    def _placing(self, mask: Tensor) -> dict[str, Tensor]:
        """Where each token stands, not counting what was padded."""
        if "position_ids" not in inspect.signature(_inner(self.model).forward).parameters:
            return {}
        return {"position_ids": (mask.cumsum(1) - 1).clamp(min=0)}


def _inner(model: Any) -> Any:
    return model.get_base_model() if hasattr(model, "get_base_model") else model


def _padded(rows: Sequence[Tokens], value: int) -> Tensor:
    longest = max(map(len, rows))
    return torch.tensor([(value,) * (longest - len(row)) + tuple(row) for row in rows])

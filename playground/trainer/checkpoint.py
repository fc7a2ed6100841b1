"""What a run needs to go on as if it had never stopped: adapter, optimizer, chance, step."""

import logging
import pickle
from dataclasses import dataclass
from pathlib import Path

import peft.utils.save_and_load as weights
import torch

from playground.trainer.learner import Learner

log = logging.getLogger(__name__)


def save(file: Path, learner: Learner, step: int) -> None:
    """Replace the checkpoint in one move."""
    kept = {
        "step": step,
        "adapter": weights.get_peft_model_state_dict(learner.model),
        "optimizer": learner.optimizer.state_dict(),
        "chance": torch.get_rng_state(),
    }
    scratch = file.with_suffix(".new")
    torch.save(kept, scratch)
    scratch.replace(file)


def load(file: Path, learner: Learner) -> int:
    """Put *learner* back where it was; the number of the last step done, or 0.

    A file that can't be read, as after a power cut, costs time and nothing else.
    """
    if not file.exists():
        return 0
    try:
        kept = torch.load(file, map_location=learner.model.device, weights_only=True)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        log.warning("checkpoint.unreadable error=%s", type(error).__name__)
        return 0
    weights.set_peft_model_state_dict(learner.model, kept["adapter"])
    learner.optimizer.load_state_dict(kept["optimizer"])
    torch.set_rng_state(kept["chance"].cpu())
    return int(kept["step"])


@dataclass
class Pace:
    """When to keep a checkpoint: every *often* seconds, and where an epoch ends.

    Not at the end of every epoch of a tiny file: writing would take longer than learning.
    """

    last: float
    often: float = 5.0
    least: float = 1.0

    def due(self, now: float, *, border: bool) -> bool:
        if now - self.last < (self.least if border else self.often):
            return False
        self.last = now
        return True

"""The base in memory, and adapters over it."""

import random
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM

from playground.trainer import recipe
from playground.trainer.machine import Setting
from playground.trainer.upcast import multiplies_bfloat16, multiply_in_float32


def settle(setting: Setting, seed: int) -> None:
    """Make this process compute as *setting* says, the same way every time."""
    torch.set_num_threads(setting.threads)
    random.seed(seed)
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(mode=True, warn_only=True)
    # Filling what nothing reads costs time.
    torch.utils.deterministic.fill_uninitialized_memory = False  # pyright: ignore[reportAttributeAccessIssue]


def load_base(folder: Path, setting: Setting) -> Any:
    dtype = getattr(torch, setting.dtype)
    model: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=dtype)
    model.requires_grad_(requires_grad=False)
    if setting.device == "cpu" and dtype is torch.bfloat16 and not multiplies_bfloat16():
        multiply_in_float32(model)
    return model.to(setting.device)


def with_adapter(base: Any, start: Path | None = None, rank: int = recipe.RANK) -> Any:
    """Add an adapter to train, a new one or one to go on with. Its weights are float32."""
    if start:
        return PeftModel.from_pretrained(base, start, is_trainable=True)
    return get_peft_model(base, blank(rank))


def blank(rank: int = recipe.RANK) -> LoraConfig:
    return LoraConfig(
        r=rank,
        lora_alpha=rank * recipe.ALPHA // recipe.RANK,
        lora_dropout=0.0,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )


def save_adapter(model: Any, folder: Path) -> None:
    """Of the base it holds nothing, not even its embeddings, which never change."""
    model.save_pretrained(folder, save_embedding_layers=False)

"""bfloat16 on processors that can't multiply it.

They take seven to fifty times longer than for float32. Multiplying in float32 and rounding
the result is what the others' instructions do too, and costs a few per cent.
"""

from functools import partial
from typing import Any

import torch
from torch import Tensor, nn


def multiplies_bfloat16() -> bool:
    """Whether this processor has instructions for it."""
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]


def multiply_in_float32(model: nn.Module) -> None:
    """Change how the frozen layers of *model* compute; their weights stay as they are."""
    for layer in model.modules():
        if type(layer) is nn.Linear and layer.weight.dtype is torch.bfloat16:
            layer.forward = partial(_linear, layer)  # pyright: ignore[reportAttributeAccessIssue]


def _linear(layer: nn.Linear, x: Tensor) -> Tensor:
    product: Any = _Product
    out: Tensor = product.apply(x, layer.weight)
    bias: Tensor | None = getattr(layer, "bias", None)
    return out if bias is None else out + bias


class _Product(torch.autograd.Function):
    """x @ weight.T, where the weight learns nothing and is not copied for the way back."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor) -> Tensor:  # pyright: ignore[reportIncompatibleMethodOverride]
        ctx.weight = weight
        return (x.float() @ weight.float().t()).to(x.dtype)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None]:  # pyright: ignore[reportIncompatibleMethodOverride]
        return (grad.float() @ ctx.weight.float()).to(grad.dtype), None

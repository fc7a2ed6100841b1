"""What the words of `python -m playground` lead to."""

import pytest

from playground import smoke
from playground.__main__ import everything, read
from playground.google import cli


@pytest.mark.parametrize(
    ("words", "run"),
    [
        ((), everything),
        (("--http",), everything),
        (("smoke",), smoke.run),
        (("--http", "--service", "vertex", "smoke", "--ask", "V"), smoke.run),
        (("google", "--project", "mine"), cli.run),
    ],
)
def test_a_part_is_run_alone_wherever_its_name_stands(words: tuple[str, ...], run: object) -> None:
    assert read(words).run is run


def test_where_is_tuned_can_be_chosen() -> None:
    assert read(()).service == "gemini"
    assert read(("--service", "vertex", "smoke")).service == "vertex"
    with pytest.raises(SystemExit):
        read(("--service", "elsewhere"))

"""`tuner check`: what it prints, what it writes, and how it ends."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from bot import cli
from bot.check import FIXES
from bot.domain import Fix
from bot.tuning.limits import BY_NAME
from tests.bot.datasets.checked import ENOUGH
from tests.bot.datasets.make import as_csv
from tests.bot.test_cli import loaded_by, tuner

SAMPLE = Path(__file__).parents[2] / "playground" / "samples" / "increment.csv"
BROKEN = as_csv([*ENOUGH, ("a", ""), ("b ", "me@x.org"), ("b ", "me@x.org")])


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    return written(tmp_path / "pairs.csv", BROKEN)


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def run(*args: str | Path) -> int:
    try:
        return cli.main(["check", *map(str, args)])
    except SystemExit as error:
        return int(error.code or 0)


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    return json.loads(capsys.readouterr().out)


def test_a_file_that_can_be_used_is_fine(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(SAMPLE) == 0
    shown = capsys.readouterr().out
    assert "increment.csv can be used" in shown
    assert "15 usable examples" in shown


def test_people_see_each_kind_with_lines_and_what_mends_it(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(broken) == 1
    shown = capsys.readouterr().out
    assert "can't be used yet" in shown
    assert "missing_field (stops tuning)" in shown
    assert "drop_empty" in shown
    assert "line 22: The row has no `output`. Fill it in." in shown
    assert "me@x.org" not in shown


def test_programs_get_exactly_what_is_promised(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--json", broken) == 1
    found = told(capsys)
    assert list(found) == ["file", "format", "sha256", "examples", "ok", "counts", "findings"]
    assert (found["file"], found["format"], found["ok"]) == ("pairs.csv", "csv", False)
    assert found["examples"] == 22
    assert found["counts"] == {
        "missing_field": 1,
        "duplicate": 1,
        "surrounding_space": 2,
        "personal_data": 2,
    }
    assert found["findings"][0] == {
        "code": "missing_field",
        "severity": "stops",
        "line": 22,
        "field": "output",
        "message": "The row has no `output`. Fill it in.",
    }


def test_programs_get_the_first_thousand_of_each_kind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = written(tmp_path / "x.csv", as_csv([(f"{n}", "") for n in range(1_500)]))
    assert run("--json", many) == 1
    found = told(capsys)
    assert found["counts"] == {"missing_field": 1_500, "few_examples": 1}
    assert len(found["findings"]) == 1_001


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"hello\n", None])
def test_what_can_not_be_read_ends_with_two_and_words_on_both_sides(
    tmp_path: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.csv"
    if content is not None:
        path.write_bytes(content)
    assert run("--json", path) == 2
    out, error = capsys.readouterr()
    found = json.loads(out)
    assert found["ok"] is False
    assert found["error"] in error
    assert error.startswith("tuner: x.csv: ")


def test_mending_writes_another_file_and_says_what_is_different(
    broken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new.jsonl"
    assert run(broken, "--fix", "all", "-o", out) == 0
    shown = capsys.readouterr().out
    assert "new.jsonl: 2 rows removed, 1 changed." in shown
    assert broken.read_bytes() == BROKEN
    assert json.loads(out.read_text().splitlines()[-1]) == {"text_input": "b", "output": "[e-mail]"}


def test_only_the_fixes_that_are_named_are_made(broken: Path, tmp_path: Path) -> None:
    out = tmp_path / "new.csv"
    assert run(broken, "--fix", "trim,dedupe", "-o", out) == 1
    assert out.read_text().splitlines()[-2:] == ["a,", "b,me@x.org"]


def test_a_mended_file_is_what_programs_hear_of(
    broken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(broken, "--json", "--fix", "drop-empty", "-o", tmp_path / "new.jsonl") == 0
    found = told(capsys)
    assert (found["file"], found["format"], found["ok"]) == ("new.jsonl", "jsonl", True)


@pytest.mark.parametrize("name", ["report.csv", "report.html"])
def test_the_full_report_is_a_file(broken: Path, tmp_path: Path, name: str) -> None:
    assert run(broken, "--report", tmp_path / name) == 1
    text = (tmp_path / name).read_text("utf-8-sig")
    assert "missing_field" in text
    assert "me@x.org" not in text
    if name.endswith(".csv"):
        assert len(list(csv.reader(io.StringIO(text)))) == 1 + 6


def test_limits_are_those_of_the_service(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", as_csv([*ENOUGH, ("x" * 50_000, "b")]))
    assert run(path) == 1
    assert run(path, "--limits", "vertex") == 0
    assert BY_NAME.keys() == {"gemini", "vertex"}


def test_columns_can_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "x.csv", as_csv(ENOUGH, header=("ask", "say")))
    assert run(path) == 2
    assert "--input NAME --output NAME" in capsys.readouterr().err
    assert run(path, "--input", "ask", "--output", "say") == 0


@pytest.mark.parametrize(
    "args",
    [
        ["--fix", "trim"],
        ["-o", "x.jsonl"],
        ["--fix", "fly", "-o", "x.jsonl"],
        ["--input", "a"],
        ["--report", "x.txt"],
        ["--limits", "none"],
    ],
)
def test_misuse_is_told_in_words(
    args: list[str], broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(broken, *args) == 2
    assert "tuner check: error: " in capsys.readouterr().err


def test_the_original_is_never_written_over(broken: Path) -> None:
    assert run(broken, "--fix", "trim", "-o", broken) == 2
    assert broken.read_bytes() == BROKEN


def test_every_fix_can_be_named() -> None:
    assert tuple(Fix) == FIXES


def test_it_needs_no_settings_and_loads_little() -> None:
    done = tuner("check", "--json", str(SAMPLE))
    assert done.returncode == 0
    assert json.loads(done.stdout)["examples"] == 15
    loaded = loaded_by(f"import bot.cli\nbot.cli.main(['check', '--json', {str(SAMPLE)!r}])")
    assert not loaded & {"slack_bolt", "google.auth", "sqlite_utils", "openpyxl", "requests"}

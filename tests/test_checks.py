"""`make check` finds what it is there to find, and does without a network."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import audit
from tests.leaks import ROOT, leaks

# Put together here, so that this file is none of the finds.
TOKENS = {
    "Slack's bot token": "xoxb-" + "123456789012-" * 2 + "abcdefghijkl",
    "an app token": "xapp-1-" + "A0123456789-" * 2 + "0123456789abcdef",
    "Google's refresh token": "1//0" + "abcdefghij" * 4,
    "an API key": "AIza" + "SyB" + "0123456789" * 3 + "ab",
    "a client secret": "GOCSPX-" + "abcdefghij" * 3,
    "a private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "a GitHub token": "ghp_" + "a1" * 20,
}


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    return tmp_path


@pytest.mark.parametrize("kind", TOKENS)
def test_a_secret_that_git_keeps_is_found_and_not_shown(tree: Path, kind: str) -> None:
    (tree / "note.md").write_text(f"one\ntwo {TOKENS[kind]} three\n")
    (tree / "ours").write_bytes(b"\xff\xfe\x00 a picture")
    git(tree, "add", ".")

    [found] = leaks(tree)

    assert found.startswith("note.md:2: ")
    assert TOKENS[kind] not in found


def test_what_git_does_not_keep_is_nobody_s_business(tree: Path) -> None:
    (tree / "note.md").write_text(TOKENS["an app token"])
    assert list(leaks(tree)) == []


@pytest.mark.parametrize("name", [".env", "tuner.db", "server.pem", "client_secret_1.json"])
def test_a_file_that_holds_secrets_is_found_by_its_name(tree: Path, name: str) -> None:
    (tree / name).write_text("")
    git(tree, "add", ".")
    assert [it.partition(":")[0] for it in leaks(tree)] == [name]


def test_nothing_is_found_here() -> None:
    assert list(leaks(ROOT)) == []


def test_a_package_with_a_warning_fails_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    vuln = {"id": "PYSEC-1", "fix_versions": ["2.0"]}
    packages: list[Any] = [
        {"name": "good", "version": "1", "vulns": []},
        {"name": "bad", "version": "1", "vulns": [vuln]},
        {"name": "ours", "skip_reason": "editable"},
    ]

    assert audit.report(packages) == 1
    assert "bad 1: PYSEC-1, mended in 2.0" in capsys.readouterr().out
    assert audit.report(packages[:1]) == 0


def test_without_a_network_the_look_up_is_skipped_in_words() -> None:
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:1", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.audit"],
        cwd=ROOT,
        env=nowhere,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0
    assert "pip-audit: skipped" in done.stdout


def test_a_look_up_that_takes_too_long_is_skipped(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(patience=0.01) == 0
    assert "no answer within" in capsys.readouterr().out

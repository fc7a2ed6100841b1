"""What the README says is so."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import google.ai.generativelanguage as glm
import pytest

from tests.whole.methods import README, Row, rows

ROOT = README.parent
CLIENTS = (glm.ModelServiceClient, glm.PermissionServiceClient, glm.GenerativeServiceClient)

# What the clients have besides, and why it is not in the table.
NOT_OF_TUNED_MODELS = {
    "get_model": "the list of base models tells the same",
    "get_operation": "every client has it; a tuned model's operation is listed",
    "list_operations": "every client has it; the table has it once",
    "count_tokens": "not offered for tuned models",
    "embed_content": "not for tuned models",
    "batch_embed_contents": "not for tuned models",
    "generate_answer": "not for tuned models",
}


def offered() -> Iterator[str]:
    """Yield what the SDK's clients can do, as the table names it."""
    for client in CLIENTS:
        service = client.__name__.removesuffix("Client")
        for name, method in inspect.getmembers(client, inspect.isfunction):
            is_call = "timeout" in inspect.signature(method).parameters
            if is_call and not name.startswith("_") and name not in NOT_OF_TUNED_MODELS:
                yield f"{service}.{name.title().replace('_', '')}"


def whole_tests() -> set[str]:
    """Return the names of all tests that go the whole way."""
    return {
        node.name
        for path in sorted(ROOT.glob("tests/whole/**/test_*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize("method", list(offered()))
def test_every_method_of_the_sdk_has_its_place_in_slack(method: str) -> None:
    assert method in {row.method for row in rows()}, f"the README's table lacks {method}"


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: row.method)
def test_every_row_names_a_test_that_goes_the_whole_way(row: Row) -> None:
    assert row.test in whole_tests()


@pytest.mark.parametrize("picture", re.findall(r"pictures/[\w-]+\.png", README.read_text("utf-8")))
def test_every_picture_is_there(picture: str) -> None:
    assert (ROOT / picture).is_file()


@pytest.mark.parametrize(
    "target", re.findall(r"^\| `make (\w+)`", README.read_text("utf-8"), re.MULTILINE)
)
def test_every_target_is_there(target: str) -> None:
    assert re.search(rf"^{target}:", Path(ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_every_command_in_the_manifest_is_explained() -> None:
    manifest, readme = ROOT.joinpath("manifest.yml").read_text("utf-8"), README.read_text("utf-8")
    for command in re.findall(r"command: (/\w+)", manifest):
        assert f"| `{command}" in readme
